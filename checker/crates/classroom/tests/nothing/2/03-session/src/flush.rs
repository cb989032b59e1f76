use rusqlite::Connection;

use crate::NewUser;

pub struct Session<'c> {
    conn: &'c mut Connection,
    pending: Vec<NewUser>,
}

impl<'c> Session<'c> {
    pub fn new(conn: &'c mut Connection) -> rusqlite::Result<Session<'c>> {
        Err(rusqlite::Error::QueryReturnedNoRows)
    }

    pub fn add(&mut self, new: NewUser) {}

    pub fn flush(&mut self) -> rusqlite::Result<Vec<i64>> {
        Err(rusqlite::Error::QueryReturnedNoRows)
    }

    pub fn commit(self) -> rusqlite::Result<()> {
        Err(rusqlite::Error::QueryReturnedNoRows)
    }

    pub fn rollback(self) -> rusqlite::Result<()> {
        Err(rusqlite::Error::QueryReturnedNoRows)
    }

    pub fn nested<T>(
        &mut self,
        work: impl FnOnce(&mut Session<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        Err(rusqlite::Error::QueryReturnedNoRows)
    }
}
