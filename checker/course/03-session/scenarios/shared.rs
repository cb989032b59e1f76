//! What several steps need: a microblog, somebody new, and what is said of it.

use rusqlite::{Connection, Error, Result};
use scenario::open;
use session::{NewUser, SCHEMA};
use std::path::Path;

/// Makes the tables in a file, with john, who has the id 41, and what is needed besides.
/// The connection that comes back is a student's: it is traced.
pub(crate) fn microblog(file: &Path, more: &str) -> Connection {
    let tables = open(file).expect("a database");
    tables.execute_batch(SCHEMA).expect("tables");
    tables
        .execute_batch("INSERT INTO users VALUES (41, 'john', 'john@example.com', NULL)")
        .expect("john");
    tables.execute_batch(more).expect("what is needed besides");
    Connection::open(file).expect("a database")
}

/// Somebody who signs up, without a password.
pub(crate) fn new(username: &str) -> NewUser {
    NewUser {
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        password_hash: None,
    }
}

/// The users that a connection of the grader's sees.
pub(crate) fn others_see(file: &Path) -> String {
    let sql = "SELECT group_concat(username || ' ' || id, ', ' ORDER BY id) FROM users";
    let names = open(file).and_then(|db| db.query_row(sql, [], |row| row.get(0)));
    names.unwrap_or_else(|error| error.to_string())
}

/// The texts of a query's only column, one a line.
pub(crate) fn rows(file: &Path, sql: &str) -> String {
    let lines = open(file).and_then(|db| {
        let mut statement = db.prepare(sql)?;
        statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<Vec<String>>>()
    });
    match lines {
        Ok(lines) if lines.is_empty() => "none".to_owned(),
        Ok(lines) => lines.join("\n"),
        Err(error) => error.to_string(),
    }
}

/// What SQLite said, without the text of the statement.
pub(crate) fn say(error: &Error) -> String {
    let unrecognized = "unrecognized token";
    match error {
        // This one goes on to the end of the statement.
        Error::SqlInputError { msg, .. } if msg.starts_with(unrecognized) => {
            format!("an error: {unrecognized}")
        }
        Error::SqlInputError { msg, .. } => format!("an error: {msg}"),
        error => format!("an error: {error}"),
    }
}

/// Nothing, or that a function has come back in the middle of a transaction.
pub(crate) fn left_open(db: &Connection) -> &'static str {
    match db.is_autocommit() {
        true => "",
        false => "\na transaction is still open",
    }
}

/// Whether a statement begins with a word.
pub(crate) fn starts(sql: &str, word: &str) -> bool {
    sql.trim_start()
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}
