//! Step 6: flush is not commit.

use rusqlite::Connection;

use crate::NewUser;

/// A transaction with users who wait to be stored. You may change what is inside.
pub struct Session<'c> {
    conn: &'c mut Connection,
    pending: Vec<NewUser>,
}

impl<'c> Session<'c> {
    /// Write: begin a transaction (README, step 6).
    pub fn new(conn: &'c mut Connection) -> rusqlite::Result<Session<'c>> {
        todo!("step 6: begin a session on {conn:?}")
    }

    /// Write: remember a user for the next flush (README, step 6).
    pub fn add(&mut self, new: NewUser) {
        todo!("step 6: remember {new:?} beside {:?}", self.pending)
    }

    /// Write: send what was added to the database and return the ids (README, step 6).
    pub fn flush(&mut self) -> rusqlite::Result<Vec<i64>> {
        todo!("step 6: send {:?} to {:?}", self.pending, self.conn)
    }

    /// Write: flush, and make everything visible to everybody (README, step 6).
    pub fn commit(self) -> rusqlite::Result<()> {
        todo!("step 6: commit {:?}", self.conn)
    }

    /// Write: take everything back (README, step 6).
    pub fn rollback(self) -> rusqlite::Result<()> {
        todo!("step 6: roll {:?} back", self.conn)
    }

    /// Write: do some work that can fail alone (README, step 6).
    pub fn nested<T>(
        &mut self,
        work: impl FnOnce(&mut Session<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let done = work(self).map(|_| ());
        todo!("step 6: take the work back if it has failed: {done:?}")
    }
}
