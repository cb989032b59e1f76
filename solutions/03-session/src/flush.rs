//! Step 6: flush is not commit.

use rusqlite::{Connection, Transaction};

use crate::NewUser;

/// A transaction with a list of users who wait to be stored in it.
///
/// A session that is dropped leaves nothing behind: its transaction rolls back.
pub struct Session<'c> {
    transaction: Transaction<'c>,
    /// Added, and not yet sent to the database.
    pending: Vec<NewUser>,
}

impl<'c> Session<'c> {
    /// Begins a transaction. The connection is the session's until the session ends.
    ///
    /// # Errors
    ///
    /// If the connection is in a transaction already.
    pub fn new(conn: &'c mut Connection) -> rusqlite::Result<Session<'c>> {
        Ok(Session {
            transaction: conn.transaction()?,
            pending: Vec::new(),
        })
    }

    /// Remembers a user for the next flush. The database is not asked.
    pub fn add(&mut self, new: NewUser) {
        self.pending.push(new);
    }

    /// Sends what was added to the database, and returns the new ids in order.
    ///
    /// The rows are in the transaction: this session sees them, nobody else does.
    ///
    /// # Errors
    ///
    /// SQLite's. What was added since the last flush is forgotten then, whether sent or not.
    pub fn flush(&mut self) -> rusqlite::Result<Vec<i64>> {
        let pending = std::mem::take(&mut self.pending);
        let mut insert = self.transaction.prepare_cached(
            "INSERT INTO users (username, email, password_hash) VALUES (?1, ?2, ?3)",
        )?;
        let ids = pending
            .iter()
            .map(|new| insert.insert((&new.username, &new.email, &new.password_hash)));
        ids.collect()
    }

    /// Flushes, and makes everything visible to everybody.
    ///
    /// # Errors
    ///
    /// SQLite's. Nothing is stored then.
    pub fn commit(mut self) -> rusqlite::Result<()> {
        self.flush()?;
        self.transaction.commit()
    }

    /// Takes everything back, what was flushed too.
    ///
    /// # Errors
    ///
    /// SQLite's.
    pub fn rollback(self) -> rusqlite::Result<()> {
        self.transaction.rollback()
    }

    /// Does some `work` that can fail alone: if it does, its own rows are taken back and the rest
    /// of the session stays.
    ///
    /// # Errors
    ///
    /// Those of `work`, and SQLite's.
    pub fn nested<T>(
        &mut self,
        work: impl FnOnce(&mut Session<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        // What was added before belongs in front of the savepoint.
        self.flush()?;
        self.transaction.execute_batch("SAVEPOINT nested")?;
        let result = work(self).and_then(|value| self.flush().map(|_| value));
        if result.is_err() {
            self.pending.clear();
            self.transaction.execute_batch("ROLLBACK TO nested")?;
        }
        // In both cases: ROLLBACK TO goes back to the savepoint and leaves it open.
        self.transaction.execute_batch("RELEASE nested")?;
        result
    }
}
