//! A mode of the file, and an answer that has to be read.

use crate::shared::weakened;
use config::{ConfigError, enable_wal};
use rusqlite::{Connection, OpenFlags, Result};
use scenario::{Scenario, Statement, open, setting, traced};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let (filled, empty) = (s.filled("filled.db"), s.empty("empty.db"));
    let mut said = Vec::new();
    s.observe(
        "filled-and-empty",
        "a filled database and an empty one are in WAL mode now",
        || {
            let both = || {
                (
                    enabled(Connection::open(&filled)),
                    enabled(Connection::open(&empty)),
                )
            };
            let ((of_filled, of_empty), trace) = traced(both);
            said = trace.statements;
            format!("filled: {of_filled}\nempty: {of_empty}")
        },
    );
    s.clue("told-journal-mode", about_the_journal(&said));
    s.observe(
        "after-reopening",
        "the filled database is still in WAL mode after closing and opening it",
        || told(journal_mode(&filled)),
    );
    s.observe(
        "reader-beside-writer",
        "while one connection writes, another reads the old names",
        || told(read_beside_a_writer(&filled)),
    );
    s.observe(
        "writer-beside-reader",
        "a reader in the middle of its list does not stop a writer",
        || told(write_beside_a_reader(&filled)),
    );
    s.observe(
        "in-memory",
        "a database in memory has no WAL, and that is no error",
        || enabled(Connection::open_in_memory()),
    );
    let late = s.filled("late.db");
    s.observe(
        "in-transaction",
        "after a write in an open transaction SQLite says no, and so does the function",
        || match in_transaction(&late) {
            Ok((answer, state)) => format!("{answer}\n{state}"),
            Err(error) => error.to_string(),
        },
    );
    s.observe(
        "asked-again",
        "asked again, on this connection and on a new one, it is Ok(true) again",
        || asked_again(&empty),
    );
    s.observe(
        "other-settings",
        "nothing else of the connection is changed",
        || told(other_settings(&empty)),
    );
    let (locked, broken) = (s.filled("locked.db"), s.work().join("no-database"));
    s.observe(
        "not-possible",
        "where SQLite answers with an error, so does the function",
        || {
            std::fs::write(&broken, "x".repeat(4096)).expect("a file that is no database");
            let for_reading =
                Connection::open_with_flags(&locked, OpenFlags::SQLITE_OPEN_READ_ONLY);
            format!(
                "locked: {}\nopened for reading: {}\nno database: {}",
                told(while_locked(&locked)),
                refused(for_reading),
                refused(open(&broken))
            )
        },
    );
}

fn enabled(connection: Result<Connection>) -> String {
    match connection.map(|connection| enable_wal(&connection)) {
        Ok(Ok(wal)) => format!("Ok({wal})"),
        // What the student has read back is in the student's own words.
        Ok(Err(ConfigError::Refused(_))) => {
            "an error: the database did not take a setting".to_owned()
        }
        Ok(Err(error)) => format!("an error: {error}"),
        Err(error) => error.to_string(),
    }
}

fn journal_mode(file: &Path) -> Result<String> {
    open(file)?.pragma_query_value(None, "journal_mode", |row| row.get(0))
}

/// EXCLUSIVE keeps readers out with a rollback journal, and lets them in with WAL.
fn read_beside_a_writer(file: &Path) -> Result<String> {
    let (writer, reader) = (open(file)?, open(file)?);
    writer.execute_batch("BEGIN EXCLUSIVE; UPDATE users SET username = upper(username)")?;
    let names = reader.query_row(
        "SELECT group_concat(username, ', ' ORDER BY id) FROM users",
        [],
        |row| row.get(0),
    );
    writer.execute_batch("ROLLBACK")?;
    names
}

fn write_beside_a_reader(file: &Path) -> Result<String> {
    let (writer, reader) = (open(file)?, open(file)?);
    reader.execute_batch("BEGIN")?;
    let _: i64 = reader.query_row("SELECT count(*) FROM users", [], |row| row.get(0))?;
    writer.execute_batch("UPDATE posts SET body = body")?;
    Ok("written".to_owned())
}

fn in_transaction(file: &Path) -> Result<(&'static str, &'static str)> {
    let connection = open(file)?;
    connection.execute_batch("BEGIN; UPDATE users SET username = 'sue' WHERE id = 1")?;
    let answer = match enable_wal(&connection) {
        Ok(true) => "it says Ok(true)",
        _ => "no",
    };
    if connection.is_autocommit() {
        let stored: bool = connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM users WHERE username = 'sue')",
            [],
            |row| row.get(0),
        )?;
        let ended = if stored {
            "and the transaction was committed"
        } else {
            "and the transaction was rolled back"
        };
        return Ok((answer, ended));
    }
    connection.execute_batch("ROLLBACK")?;
    Ok((answer, "and the transaction is still open"))
}

fn asked_again(file: &Path) -> String {
    let connection = Connection::open(file);
    let here = connection.map(|connection| {
        let _ = enable_wal(&connection);
        connection
    });
    format!(
        "here: {}\non a new one: {}",
        enabled(here),
        enabled(Connection::open(file))
    )
}

/// Each value is another one than SQLite's default.
fn other_settings(file: &Path) -> Result<String> {
    let connection = open(file)?;
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    connection.busy_timeout(std::time::Duration::from_secs(60))?;
    let settings = || ["foreign_keys", "busy_timeout"].map(|name| setting(&connection, name));
    let before = settings();
    let _ = enable_wal(&connection);
    let mut lines = Vec::new();
    for (name, (before, after)) in ["foreign_keys", "busy_timeout"]
        .iter()
        .zip(before.into_iter().zip(settings()))
    {
        let (before, after) = (before?, after?);
        if before != after {
            lines.push(format!("{name} was {before} and is {after}"));
        }
    }
    let weakened = weakened(&connection);
    if weakened != "nothing is" || lines.is_empty() {
        lines.push(weakened);
    }
    Ok(lines.join("\n"))
}

fn while_locked(file: &Path) -> Result<String> {
    let other = open(file)?;
    other.execute_batch("BEGIN IMMEDIATE; UPDATE users SET username = 'sue' WHERE id = 1")?;
    let told = refused(open(file));
    other.execute_batch("ROLLBACK")?;
    Ok(told)
}

fn refused(connection: Result<Connection>) -> String {
    match connection.map(|connection| enable_wal(&connection)) {
        Ok(Ok(wal)) => format!("Ok({wal})"),
        _ => "an error".to_owned(),
    }
}

/// Tells a question from an order, and from an order that SQLite does not know.
fn about_the_journal(statements: &[Statement]) -> &'static str {
    let mut told = "nothing";
    for sql in statements {
        let sql = sql.to_lowercase();
        let mut words = sql
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty());
        let value = words
            .any(|word| word == "journal_mode")
            .then(|| words.next());
        told = match value {
            _ if told == WAL => told,
            _ if sql.contains("temp") => "to change that of another database",
            Some(Some("wal")) => WAL,
            Some(Some(_)) => "to change it to something that is not called wal",
            Some(None) if told == "nothing" => "to tell what it is",
            None if sql.contains("journal") => {
                "something about a setting that is not called journal_mode"
            }
            _ => told,
        };
    }
    told
}

const WAL: &str = "to change it to wal";

fn told(answer: Result<String>) -> String {
    answer.unwrap_or_else(|error| error.to_string())
}
