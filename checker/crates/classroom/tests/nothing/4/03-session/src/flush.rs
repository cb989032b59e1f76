use rusqlite::Connection;

use crate::NewUser;

pub struct Session<'c> {
    conn: &'c mut Connection,
    pending: Vec<NewUser>,
}

impl<'c> Session<'c> {
    pub fn new(conn: &'c mut Connection) -> rusqlite::Result<Session<'c>> {
        conn.query_row("SELECT 1", [], |_| Ok(()))?;
        Ok(Session {
            conn,
            pending: Vec::new(),
        })
    }

    pub fn add(&mut self, new: NewUser) {
        self.pending.push(new);
    }

    pub fn flush(&mut self) -> rusqlite::Result<Vec<i64>> {
        self.conn.query_row("SELECT 1", [], |_| Ok(()))?;
        Ok((1..)
            .take(std::mem::take(&mut self.pending).len())
            .collect())
    }

    pub fn commit(self) -> rusqlite::Result<()> {
        self.conn.execute_batch("SELECT 1")
    }

    pub fn rollback(self) -> rusqlite::Result<()> {
        self.conn.execute_batch("SELECT 1")
    }

    pub fn nested<T>(
        &mut self,
        work: impl FnOnce(&mut Session<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        work(self)
    }
}
