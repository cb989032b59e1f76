//! What the step files of this lesson share: raw SQL, and how an answer is told.

use rusqlite::{Error, Result};
use scenario::open;
use std::fmt::Display;
use std::path::Path;

/// Runs statements as a colleague with a shell would, past the student's functions.
pub fn execute(file: &Path, sql: &str) -> Result<()> {
    open(file)?.execute_batch(sql)
}

/// The one value that a question has for an answer.
pub fn one(file: &Path, sql: &str) -> Result<String> {
    let text: Option<String> = open(file)?.query_row(sql, [], |row| row.get(0))?;
    Ok(text.unwrap_or_else(|| "none".to_owned()))
}

/// The names of the tables, but for SQLite's own.
pub fn tables(file: &Path) -> Result<String> {
    let sql = "SELECT group_concat(name, ', ' ORDER BY name) FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    one(file, sql)
}

/// An answer, or what SQLite says: without the statement, which may be the student's own.
pub fn told<T: Display>(answer: Result<T>) -> String {
    match answer {
        Ok(answer) => answer.to_string(),
        Err(Error::QueryReturnedNoRows) => "there is no such row".to_owned(),
        Err(Error::SqlInputError { msg, .. }) => format!("an error: {msg}"),
        Err(error) => format!("an error: {error}"),
    }
}
