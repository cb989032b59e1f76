//! Step 2: where am I?

use rusqlite::{Connection, Result};

use crate::{Line, Repo};

/// Write: the version of the database; `None` at base (README, step 2).
pub fn current(conn: &Connection) -> Result<Option<i32>> {
    todo!("step 2: the version of {conn:?}")
}

/// Write: all migrations, the newest first, with their marks (README, step 2).
pub fn history(conn: &Connection, repo: &Repo) -> Result<Vec<Line>> {
    todo!(
        "step 2: {} lines, with a mark where {conn:?} stands",
        repo.migrations().len()
    )
}

/// Write: the newest version of `repo` (README, step 2).
pub fn heads(repo: &Repo) -> Option<i32> {
    todo!(
        "step 2: the newest of {} migrations",
        repo.migrations().len()
    )
}
