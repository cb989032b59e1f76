//! Step 1: up, to head or to a number.

use rusqlite::Connection;

use crate::{Repo, To, UpgradeError};

/// Write: apply what lies between the database and `to` (README, step 1).
pub fn upgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, UpgradeError> {
    todo!(
        "step 1: bring {conn:?} up to {to}, with {} migrations",
        repo.migrations().len()
    )
}
