//! What several steps need: connections, copies, and what SQLite said.

use rusqlite::{Connection, Error, Result, ffi};
use scenario::open;
use std::fs;
use std::path::{Path, PathBuf};

/// A student's connection, with foreign keys on as lesson 1 taught it. It is traced.
pub(crate) fn connect(file: &Path) -> Result<Connection> {
    with_foreign_keys(Connection::open(file)?)
}

/// The grader's own connection, also with foreign keys on.
pub(crate) fn own(file: &Path) -> Result<Connection> {
    with_foreign_keys(open(file)?)
}

fn with_foreign_keys(db: Connection) -> Result<Connection> {
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

/// A copy for one trial, so that what is stored wrongly does not show in the next one, too.
pub(crate) fn copy_of(file: &Path) -> PathBuf {
    let copy = file.with_extension("trial");
    fs::copy(file, &copy).expect("a copy");
    copy
}

/// Whether a statement is obeyed or refused.
pub(crate) fn attempt(file: &Path, sql: &str) -> String {
    told(
        own(file)
            .and_then(|db| db.execute(sql, []))
            .map(|_| "stored".to_owned()),
    )
}

/// The texts of a CHECK and of a trigger and the names of indexes are the student's; SQLite's other
/// texts are not.
pub(crate) fn told(answer: Result<String>) -> String {
    match answer {
        Ok(text) => text,
        Err(Error::SqliteFailure(failure, Some(why))) => match failure.extended_code {
            ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_TRIGGER => {
                "refused by a rule of the table".to_owned()
            }
            ffi::SQLITE_CONSTRAINT_UNIQUE => "refused: it is there already (UNIQUE)".to_owned(),
            _ => {
                // The column's name is written as the student wrote it.
                let (rule, column) = why.split_once(": ").unwrap_or((&why, ""));
                let text = format!("refused: {rule}: {}", column.to_lowercase());
                text.trim_end_matches(": ").to_owned()
            }
        },
        Err(error) => error.to_string(),
    }
}

/// `1 statement`, `7 statements`.
pub(crate) fn statements(count: usize) -> String {
    match count {
        1 => "1 statement".to_owned(),
        _ => format!("{count} statements"),
    }
}
