//! Step 6: the SQL, for somebody else to run.

use rusqlite::Connection;

use crate::{Repo, ScriptError, To, Way};

/// Write: the SQL that brings a copy of the database to `to` (README, step 6).
pub fn script(conn: &Connection, repo: &Repo, way: Way, to: To) -> Result<String, ScriptError> {
    todo!(
        "step 6: the SQL that brings {conn:?} {way:?} to {to}, with {} migrations",
        repo.migrations().len()
    )
}
