//! Step 6: track modifications, only if asked.

use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use crate::Config;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Insert,
    Update,
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub op: Op,
    pub table: String,
    pub rowid: i64,
}

#[derive(Default)]
pub struct ChangeLog {
    changes: Arc<Mutex<Vec<Change>>>,
}

impl ChangeLog {
    pub fn take(&self) -> Vec<Change> {
        let _ = &self.changes;
        self.changes
            .lock()
            .map(|list| list.clone())
            .unwrap_or_default()
    }
}

pub fn track(conn: &mut Connection, cfg: &Config) -> ChangeLog {
    let _ = (&conn, cfg);
    let _ = conn.execute_batch("SELECT 1");
    ChangeLog::default()
}
