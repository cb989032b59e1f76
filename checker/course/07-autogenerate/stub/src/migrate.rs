//! Step 5: `migrate` and `check`.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::{Change, Choices, MigrateError, Repo, Schema};

/// Write: what `migrate` would have to do (README, step 5).
pub fn check(conn: &Connection, repo: &Repo, models: &Schema) -> Result<Vec<Change>, MigrateError> {
    todo!(
        "step 5: compare {conn:?} at {:?} with {models:?}",
        repo.head()
    )
}

/// Write: the files of the next migration (README, step 5).
pub fn migrate(
    conn: &Connection,
    repo: &Repo,
    models: &Schema,
    choices: &Choices,
    message: &str,
) -> Result<Option<PathBuf>, MigrateError> {
    todo!("step 5: write {message:?} behind {repo:?} for {conn:?}: {models:?}, {choices:?}")
}
