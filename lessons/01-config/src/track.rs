//! Step 6: track modifications, only if asked.

use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use crate::Config;

/// Given: what happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// It is new.
    Insert,
    /// It has other values.
    Update,
    /// It is gone.
    Delete,
}

/// Given: one row that a committed transaction has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened to the row.
    pub op: Op,
    /// The table of the row.
    pub table: String,
    /// The rowid of the row; its id, in a table with an `INTEGER PRIMARY KEY`.
    pub rowid: i64,
}

/// The changes of one connection. You may change what is inside; keep the name and `take`.
pub struct ChangeLog {
    changes: Arc<Mutex<Vec<Change>>>,
}

impl ChangeLog {
    /// Write: hand out the committed changes, oldest first, and forget them (README, step 6).
    pub fn take(&self) -> Vec<Change> {
        todo!("step 6: take the changes out of {:?}", self.changes)
    }
}

/// Write: note which rows `conn` changes, if `cfg` asks for it (README, step 6).
pub fn track(conn: &mut Connection, cfg: &Config) -> ChangeLog {
    todo!(
        "step 6: watch {conn:?} if {} is true",
        cfg.track_modifications
    )
}
