//! Step 5: `migrate` and `check`.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::{Change, Choices, MigrateError, Repo, Schema, current, diff, inspect, render};

/// What `migrate` would have to do. Nothing is changed.
///
/// # Errors
///
/// [`MigrateError::NotUpToDate`] and [`MigrateError::Db`].
pub fn check(conn: &Connection, repo: &Repo, models: &Schema) -> Result<Vec<Change>, MigrateError> {
    Ok(diff(&up_to_date(conn, repo)?, models))
}

/// Writes the migration that leads from the database to the models, with its way back, and
/// returns the path of the file that goes up; `None` if there is nothing to do.
///
/// # Errors
///
/// See [`MigrateError`]. No file is written then.
pub fn migrate(
    conn: &Connection,
    repo: &Repo,
    models: &Schema,
    choices: &Choices,
    message: &str,
) -> Result<Option<PathBuf>, MigrateError> {
    let db = up_to_date(conn, repo)?;
    if diff(&db, models).is_empty() {
        // An empty migration would be a version for nothing.
        return Ok(None);
    }
    let script = render(&db, models, choices)?;
    Ok(Some(repo.add(message, &script)?))
}

/// The schema of a database on which all migrations have run.
///
/// On one that is behind, the comparison would find what waits in the folder, and the next file
/// would do it a second time.
fn up_to_date(conn: &Connection, repo: &Repo) -> Result<Schema, MigrateError> {
    if current(conn)? != repo.head() {
        return Err(MigrateError::NotUpToDate);
    }
    Ok(inspect(conn)?)
}
