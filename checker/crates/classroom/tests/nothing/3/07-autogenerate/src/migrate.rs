//! Does nothing.
use crate::{Change, Choices, MigrateError, Repo, Schema};
use rusqlite::Connection;
use std::path::PathBuf;
/// Nothing.
pub fn check(conn: &Connection, repo: &Repo, models: &Schema) -> Result<Vec<Change>, MigrateError> {
    let _ = (conn, repo, models);
    Ok(vec![Change::PossibleRename {
        table: "books".to_owned(),
        from: "name".to_owned(),
        to: "title".to_owned(),
    }])
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
    Ok(Some(PathBuf::from(
        "migrations/V3__adds_books_and_contacts.sql",
    )))
}
