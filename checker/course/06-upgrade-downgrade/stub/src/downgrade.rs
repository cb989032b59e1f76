//! Steps 3, 4 and 5: down, all of it or nothing.

use rusqlite::Connection;

use crate::{DowngradeError, Repo, To};

/// Write: undo what lies between the database and `to` (README, steps 3 to 5).
pub fn downgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, DowngradeError> {
    todo!(
        "steps 3 to 5: bring {conn:?} down to {to}, with {} migrations",
        repo.migrations().len()
    )
}
