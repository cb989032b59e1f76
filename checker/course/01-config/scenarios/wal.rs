//! A mode of the file, and an answer that has to be read.

use config::{ConfigError, enable_wal};
use rusqlite::{Connection, Result};
use scenario::{Scenario, Statement, open, traced};
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
            Ok(true) => "it says Ok(true)".to_owned(),
            Ok(false) => "no".to_owned(),
            Err(error) => error.to_string(),
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

fn in_transaction(file: &Path) -> Result<bool> {
    let connection = open(file)?;
    connection.execute_batch("BEGIN; UPDATE users SET username = 'sue' WHERE id = 1")?;
    let answer = enable_wal(&connection).unwrap_or(false);
    connection.execute_batch("ROLLBACK")?;
    Ok(answer)
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
