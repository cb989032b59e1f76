//! Step 4: copy before you start, check before you commit.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::{EvolveError, Repo};

/// Write: copy the database to a new file beside it (README, step 4).
pub fn back_up(conn: &Connection) -> Result<PathBuf, EvolveError> {
    todo!("step 4: copy {conn:?}")
}

/// Write: copy first, then apply what lies between the database and `to` (README, step 4).
pub fn upgrade(
    conn: &mut Connection,
    repo: &Repo,
    to: Option<i32>,
) -> Result<Vec<i32>, EvolveError> {
    todo!(
        "step 4: bring {conn:?} up to {to:?}, with {} migrations",
        repo.migrations().len()
    )
}
