//! A mode of the file, and an answer that has to be read.

use crate::shared::{UNUSUAL, changes, lend_with_sue, state};
use config::{ConfigError, enable_wal};
use rusqlite::{Connection, OpenFlags};
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
    let lent = s.filled("lent.db");
    s.observe(
        "other-settings",
        "nothing else of the connection is changed, nor of the file",
        || told(other_settings(&lent)),
    );
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
        || {
            let without_journal = Connection::open_in_memory().and_then(|db| {
                db.pragma_update(None, "journal_mode", "off")?;
                Ok(db)
            });
            format!(
                "as it comes: {}\nwith its journal off: {}",
                enabled(Connection::open_in_memory()),
                enabled(without_journal)
            )
        },
    );
    s.observe(
        "from-any-mode",
        "from each other mode, too, it is Ok(true)",
        || told(from_any_mode(&lent)),
    );
    let late = s.filled("late.db");
    s.observe(
        "in-transaction",
        "after a write in an open transaction SQLite says no, and so does the function",
        || told(in_transaction(&late)),
    );
    s.observe(
        "other-transactions",
        "an open transaction stays open, and the answer is SQLite's",
        || told(other_transactions(&late)),
    );
    s.observe(
        "asked-again",
        "asked again, on this connection and on a new one, it is Ok(true) again",
        || asked_again(&empty),
    );
    let (locked, broken) = (s.filled("locked.db"), s.work().join("no-database"));
    s.observe(
        "not-possible",
        "where SQLite answers with an error, it is that error",
        || {
            std::fs::write(&broken, "x".repeat(4096)).expect("a file that is no database");
            let for_reading =
                Connection::open_with_flags(&locked, OpenFlags::SQLITE_OPEN_READ_ONLY);
            format!(
                "locked: {}\nopened for reading: {}\nno database: {}",
                told(while_locked(&locked)),
                told(for_reading.and_then(refused)),
                told(open(&broken).and_then(refused))
            )
        },
    );
}

fn enabled(connection: Result<Connection>) -> String {
    told(connection.map(|connection| said(enable_wal(&connection))))
}

fn said(answer: Result<bool, ConfigError>) -> String {
    match answer {
        Ok(wal) => format!("Ok({wal})"),
        // What the student has read back is in the student's own words.
        Err(ConfigError::Refused(_)) => "an error: the database did not take a setting".to_owned(),
        Err(error) => format!("an error: {error}"),
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

/// The old mode is the answer, so it is asked from each that can be rolled back.
fn in_transaction(file: &Path) -> Result<String> {
    let of_delete = written_in(file, "delete")?;
    let mut told = of_delete.clone();
    for mode in ["truncate", "persist", "memory"] {
        let other = written_in(file, mode)?;
        if other.replace(mode, "delete") != of_delete {
            told = format!("{told}\nfrom {mode}: {other}");
        }
    }
    Ok(told)
}

fn written_in(file: &Path, mode: &str) -> Result<String> {
    let mut connection = open(file)?;
    connection.pragma_update(None, "journal_mode", mode)?;
    let mut answer = String::new();
    let (changed, ended) = lend_with_sue(&mut connection, |db| {
        answer = match enable_wal(db) {
            Ok(true) => "it says Ok(true)".to_owned(),
            _ => "no".to_owned(),
        };
    })?;
    for change in changed {
        answer = format!("{answer}\n{change}");
    }
    Ok(format!("{answer}\nand the transaction {ended}"))
}

/// Where nothing was written yet; where there is nothing to change; and in memory.
fn other_transactions(file: &Path) -> Result<String> {
    let read = "BEGIN; SELECT count(*) FROM sqlite_schema";
    let (only_read, wal, memory) = (open(file)?, open(file)?, Connection::open_in_memory()?);
    let begun = begin(&only_read, read, "an error")?;
    wal.pragma_update(None, "journal_mode", "wal")?;
    Ok(format!(
        "that has only read: {begun}\nof a file in WAL mode: {}\nin memory: {}",
        begin(&wal, "BEGIN; UPDATE users SET email = username", "Ok(true)")?,
        begin(&memory, "BEGIN; CREATE TABLE t (x)", "Ok(false)")?
    ))
}

/// What may be an error instead is told as `or_error`: SQLite does not change `synchronous` in a
/// transaction, and who looks for one first need not ask SQLite.
fn begin(db: &Connection, sql: &str, or_error: &str) -> Result<String> {
    db.execute_batch(sql)?;
    let answer = match enable_wal(db) {
        Err(_) => or_error.to_owned(),
        answer => said(answer),
    };
    let ended = db.execute_batch("ROLLBACK").is_err();
    Ok(format!(
        "{answer}{}",
        if ended { ", and it is ended" } else { "" }
    ))
}

fn from_any_mode(file: &Path) -> Result<String> {
    let mut lines = Vec::new();
    for mode in ["delete", "truncate", "persist", "memory", "off"] {
        let connection = open(file)?;
        for mode in ["delete", mode] {
            connection.pragma_update(None, "journal_mode", mode)?;
        }
        let answer = enabled(Ok(connection));
        let now = journal_mode(file)?;
        lines.push(if answer == "Ok(true)" && now != "wal" {
            format!("{mode}: {answer}, and the file is in mode {now}")
        } else {
            format!("{mode}: {answer}")
        });
    }
    Ok(lines.join("\n"))
}

fn asked_again(file: &Path) -> String {
    // It stays open, and has read: whoever leaves WAL mode first must have the file for himself.
    let connection = open(file);
    let here = connection.as_ref().map(|connection| {
        let _ = enable_wal(connection);
        let answer = said(enable_wal(connection));
        let _ = connection.execute_batch("SELECT count(*) FROM sqlite_schema");
        answer
    });
    format!(
        "here: {}\non a new one: {}",
        here.unwrap_or_else(ToString::to_string),
        enabled(open(file))
    )
}

/// A connection as SQLite makes it, an unusual one, one in memory and one that is refused.
fn other_settings(file: &Path) -> Result<String> {
    // Holes, so that a VACUUM is seen.
    open(file)?.execute_batch(
        "PRAGMA user_version = 3; CREATE TABLE old AS SELECT zeroblob(9000); DROP TABLE old",
    )?;
    let (usual, unusual, in_memory) = (open(file)?, open(file)?, Connection::open_in_memory()?);
    let (reading, writer) = (open(file)?, open(file)?);
    unusual.execute_batch(UNUSUAL)?;
    in_memory.busy_timeout(std::time::Duration::from_secs(60))?;
    let mut lines = lend("refused", &reading, &|db| {
        writer.execute_batch("BEGIN IMMEDIATE; UPDATE users SET email = username")?;
        let _ = enable_wal(db);
        writer.execute_batch("ROLLBACK")
    })?;
    // A lock that it has kept would let the patient one wait for a minute.
    drop(reading);
    for (what, db) in [
        ("unusual", &unusual),
        ("usual", &usual),
        ("in memory", &in_memory),
    ] {
        let enable = |db: &Connection| {
            let _ = enable_wal(db);
            Ok(())
        };
        lines.extend(lend(what, db, &enable)?);
        if what == "unusual" {
            db.execute_batch("PRAGMA query_only = OFF; PRAGMA journal_mode = DELETE")?;
        }
    }
    Ok(if lines.is_empty() {
        "nothing is".to_owned()
    } else {
        lines.join("\n")
    })
}

fn lend(
    what: &str,
    db: &Connection,
    enable: &dyn Fn(&Connection) -> Result<()>,
) -> Result<Vec<String>> {
    let before = state(db);
    enable(db)?;
    let after = state(db);
    let lines = changes(&before, &after, |name, now| match name {
        "journal_mode" => what.ends_with("usual") && now == "wal",
        // NORMAL, which goes well with WAL, and loses nothing in memory.
        "synchronous" => what != "refused" && now == "1",
        _ => false,
    });
    Ok(lines.iter().map(|line| format!("{what}: {line}")).collect())
}

fn while_locked(file: &Path) -> Result<String> {
    let other = open(file)?;
    other.execute_batch("BEGIN IMMEDIATE; UPDATE users SET username = 'sue' WHERE id = 1")?;
    let told = refused(open(file)?);
    other.execute_batch("ROLLBACK")?;
    told
}

fn refused(connection: Connection) -> Result<String> {
    Ok(match enable_wal(&connection) {
        Ok(wal) => format!("Ok({wal})"),
        Err(ConfigError::Sqlite(rusqlite::Error::SqliteFailure(error, _))) => {
            format!("{:?}", error.code)
        }
        // What it refuses is in the student's own words.
        Err(ConfigError::Refused(_)) => "Refused, and not SQLite's error".to_owned(),
        Err(error) => format!("another error: {error}"),
    })
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

type Result<T, E = rusqlite::Error> = std::result::Result<T, E>;

const WAL: &str = "to change it to wal";

fn told(answer: Result<String>) -> String {
    answer.unwrap_or_else(|error| error.to_string())
}
