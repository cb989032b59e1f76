//! Does nothing.
use crate::{Change, Choices, MigrateError, Repo, Schema};
use rusqlite::Connection;
use std::path::PathBuf;
/// Nothing.
pub fn check(conn: &Connection, repo: &Repo, models: &Schema) -> Result<Vec<Change>, MigrateError> {
    let _ = (conn, repo, models);
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(models
        .tables
        .iter()
        .cloned()
        .map(Change::AddTable)
        .collect())
}
/// Nothing.
pub fn migrate(
    conn: &Connection,
    repo: &Repo,
    models: &Schema,
    choices: &Choices,
    message: &str,
) -> Result<Option<PathBuf>, MigrateError> {
    let _ = (conn, repo, models, choices, message);
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(Some(PathBuf::from(message)))
}
