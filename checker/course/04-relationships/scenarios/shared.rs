//! What several steps need: connections, copies, and what SQLite said.

use rusqlite::{Connection, Error, OptionalExtension, Result, ffi};
use scenario::{open, settings, traced, untraced};
use std::cell::Cell;
use std::fmt::Debug;
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
    untraced(|| db.pragma_update(None, "foreign_keys", true))?;
    Ok(db)
}

/// A copy for one trial, so that what is stored wrongly does not show in the next one, too.
pub(crate) fn copy_of(file: &Path) -> PathBuf {
    let copy = file.with_extension("trial");
    fs::copy(file, &copy).expect("a copy");
    copy
}

/// Whether a statement is obeyed or refused. It runs inside of a transaction, which a refusal leaves
/// as it was.
pub(crate) fn attempt(file: &Path, sql: &str) -> String {
    attempt_on(own(file), sql)
}

/// The same on a connection of the step's own.
pub(crate) fn attempt_on(db: Result<Connection>, sql: &str) -> String {
    let stored = || {
        let db = db?;
        let before = count_of_rows(&db)?;
        let transaction = db.unchecked_transaction()?;
        match transaction.execute(sql, []) {
            Ok(0) => Ok("passed over, without an error".to_owned()),
            Ok(stored) if stored < rows_of(sql) => {
                Ok("passed over, without an error, and the row beside it is stored".to_owned())
            }
            Ok(_) => transaction.commit().map(|()| "stored".to_owned()),
            Err(error) if db.is_autocommit() => Ok(format!(
                "{}, and with it all of the transaction",
                told(Err(error))
            )),
            // Not `total_changes`: it counts what a trigger did before the statement was refused.
            Err(error) if count_of_rows(&db)? != before => {
                Ok(format!("{}, and a row is stored", told(Err(error))))
            }
            Err(error) => Err(error),
        }
    };
    told(stored())
}

/// Of all tables together.
fn count_of_rows(db: &Connection) -> Result<i64> {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let counts = lines_of(db, tables)?.into_iter().map(|table| {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        db.query_row(&sql, [], |row| row.get::<_, i64>(0))
    });
    counts.sum()
}

/// How many rows an INSERT names; of another statement it is not known.
fn rows_of(sql: &str) -> usize {
    match sql.starts_with("INSERT") {
        true => sql.matches("), (").count() + 1,
        false => 0,
    }
}

/// Users and their posts, without rules that another step is about.
pub(crate) const BLOG: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE,
        role_id INTEGER NOT NULL);
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY, body TEXT NOT NULL, timestamp TEXT NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users (id));";

/// What a call that fails leaves of a transaction that its caller has begun.
pub(crate) fn error_inside(db: &Connection, call: impl FnOnce()) -> Result<String> {
    db.execute_batch("BEGIN")?;
    let before = settings(db);
    call();
    if db.is_autocommit() {
        return Ok("an error, and the caller's transaction is gone".to_owned());
    }
    Ok(format!("an error{}", listed(&other_settings(db, &before))))
}

/// What becomes of a transaction that the caller has begun, and of the settings in it: some, such as
/// `defer_foreign_keys`, are forgotten with its end.
pub(crate) fn in_transaction(db: &Connection, call: impl FnOnce(&Connection)) -> Result<String> {
    let mut changed = Vec::new();
    let said = scenario::in_transaction(db, |db| {
        let before = settings(db);
        call(db);
        changed = other_settings(db, &before);
    })?;
    Ok(format!("{said}{}", listed(&changed)))
}

/// Lines that stand below another one.
fn listed(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n{line}")).collect()
}

/// Makes a call that is lent a traced connection. Returns its value, and what it did besides: to the
/// connection, and to the text of statements, in which none of `values` (in small letters) belongs, and
/// none of many others, in whatever signs.
pub(crate) fn besides<T>(
    db: &Connection,
    values: &[&str],
    call: impl FnOnce() -> T,
) -> (T, String) {
    let before = settings(db);
    let (value, trace) = traced(call);
    let texts = trace.statements.join("\n").to_lowercase();
    let written = trace.is_varied() || values.iter().any(|value| texts.contains(value));
    let written = written.then(|| "a value is in the text of a statement".to_owned());
    let lines: Vec<String> = written.into_iter().chain(changes(db, &before)).collect();
    let text = if lines.is_empty() {
        "the connection is as before, and no value is in the text of a statement".to_owned()
    } else {
        lines.join("\n")
    };
    (value, text)
}

/// What a call answers that cannot do what it should, and what it leaves of the connection. Which
/// error it is may be the student's choice.
pub(crate) fn in_vain<T, E>(
    db: &Connection,
    call: impl FnOnce() -> std::result::Result<T, E>,
) -> String {
    let before = settings(db);
    let answer = call();
    let said = answer.map_or("an error", |_| "no error");
    // On one line: a difference is shown without the lines above it.
    let lines: Vec<String> = std::iter::once(said.to_owned())
        .chain(changes(db, &before))
        .collect();
    lines.join("; ")
}

/// The same, and once more in a transaction of the caller's, which no error ends.
pub(crate) fn in_vain_inside<T, E>(
    db: &Connection,
    call: impl Fn(&Connection) -> std::result::Result<T, E>,
) -> String {
    let said = in_vain(db, || call(db));
    if said != "an error" {
        return said;
    }
    let inside = told(error_inside(db, || drop(call(db))));
    if !db.is_autocommit() {
        let _ = untraced(|| db.execute_batch("ROLLBACK"));
    }
    inside
}

/// What is another thing on a connection now, and is its owner's: settings, and a transaction.
pub(crate) fn changes(db: &Connection, before: &[String]) -> Vec<String> {
    let mut lines = other_settings(db, before);
    if !db.is_autocommit() {
        lines.push("a transaction is open".to_owned());
    }
    lines
}

fn other_settings(db: &Connection, before: &[String]) -> Vec<String> {
    (settings(db).iter().zip(before))
        .filter(|(now, before)| now != before)
        .map(|(now, before)| format!("before: {before}, afterwards: {now}"))
        .collect()
}

/// The first line that is gone, with what has come in its place, or the first that is new. What is
/// alike is nothing. A line begins with what the row is called, such as `post 9`.
pub(crate) fn first_change(before: &[String], now: &[String]) -> Option<String> {
    if before == now {
        return None;
    }
    let name = |line: &str| -> Vec<String> {
        let words = line.split_whitespace().take(2);
        words.map(str::to_owned).collect()
    };
    let gone = before.iter().find(|line| !now.contains(line));
    let mut new = now.iter().filter(|line| !before.contains(line));
    Some(match gone {
        Some(gone) => match new.find(|new| name(new) == name(gone)) {
            Some(new) => format!("before: {}, afterwards: {}", short(gone), short(new)),
            None => format!("gone: {}", short(gone)),
        },
        None => match new.next() {
            Some(new) => format!("new: {}", short(new)),
            None => "the order is another".to_owned(),
        },
    })
}

/// On one line, and not all of a long text.
fn short(line: &str) -> String {
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// The texts of a query's only column.
pub(crate) fn lines_of(db: &Connection, sql: &str) -> Result<Vec<String>> {
    (db.prepare(sql)?)
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The first column in which the row of this id is another than it should be, with its value.
pub(crate) fn in_its_row(
    db: &Connection,
    table: &str,
    id: i64,
    columns: &[(&str, &str)],
) -> Result<String> {
    for (column, value) in columns {
        let row = format!(
            "SELECT CAST({column} AS TEXT) IS ?2, quote({column}) FROM {table} WHERE id = ?1"
        );
        let row = db.query_row(&row, (id, value), |row| Ok((row.get(0)?, row.get(1)?)));
        let Some((is_same, stored)): Option<(bool, String)> = row.optional()? else {
            return Ok("there is no row with this id".to_owned());
        };
        if !is_same {
            let stored = stored.replace('\r', "\\r").replace('\n', "\\n");
            return Ok(format!("the row with this id has the {column} {stored}"));
        }
    }
    Ok("as it is stored".to_owned())
}

/// How what came back differs from what is stored: the first difference, with both sides.
pub(crate) fn compared<T: Debug + PartialEq>(came: &[T], stored: &[T]) -> String {
    let longer = came.len().max(stored.len());
    let Some(at) = (0..longer).find(|&at| came.get(at) != stored.get(at)) else {
        return "as they are stored".to_owned();
    };
    let side = |all: &[T]| {
        all.get(at)
            .map_or("nothing".to_owned(), |one| format!("{one:?}"))
    };
    let (stored, came) = (side(stored), side(came));
    format!("not as they are stored\nfirst difference, stored: {stored}\ncame back: {came}")
}

/// The same of a list: what came, all the same, tells one that is cut from one that is made up.
pub(crate) fn list_in_vain<T, E>(
    db: &Connection,
    call: impl Fn(&Connection) -> std::result::Result<Vec<T>, E>,
) -> String {
    let came = Cell::new(0);
    let said = in_vain_inside(db, |db| call(db).inspect(|list| came.set(list.len())));
    let list = format!("no error, and a list of {}", came.get());
    said.replacen("no error", &list, 1)
}

/// Tables without rules, in memory. An `n` of 1 makes a text NULL, and one of -9223372036854775808
/// stops SQLite where it computes the text, after the rows before.
pub(crate) fn unruly(rows: &str) -> Result<Connection> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(
        "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT);
         CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, role_id INTEGER, n INTEGER);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, timestamp TEXT, user_id INTEGER, n INTEGER);",
    )?;
    untraced(|| db.execute_batch(rows))?;
    // Before the rows, the columns would be computed with each INSERT.
    db.execute_batch(
        "ALTER TABLE users ADD email TEXT AS (iif(n < 0, abs(n), iif(n > 0, NULL, username || '@example.com')));
         ALTER TABLE posts ADD body TEXT AS (iif(n < 0, abs(n), iif(n > 0, NULL, 'hello')));",
    )?;
    Ok(db)
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
        // The text of the statement is the student's.
        Err(Error::SqlInputError { msg, .. }) => format!("an error: {msg}"),
        Err(error) => error.to_string(),
    }
}

/// Whether a statement begins or ends a transaction. Who puts one around a SELECT is careful, not
/// wasteful.
pub(crate) fn is_bracket(sql: &str) -> bool {
    let word = sql
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    ["begin", "commit", "end", "rollback", "savepoint", "release"]
        .contains(&word.trim_end_matches(';'))
}

/// The lines of a plan that go through a whole table. A row of values, or the few rows that a
/// subquery has chosen, are no table.
pub(crate) fn scans(plan: &str) -> Vec<&str> {
    let is_made = |name: &str| {
        plan.lines().any(|line| {
            line == format!("CO-ROUTINE {name}") || line == format!("MATERIALIZE {name}")
        })
    };
    let is_scan = |line: &&str| {
        let rest = line.strip_prefix("SCAN ");
        rest.is_some_and(|rest| {
            let name = rest.split(' ').next().unwrap_or_default();
            let is_values = rest.contains("CONSTANT ROW") || rest.contains("VALUES CLAUSE");
            !is_values && !name.starts_with('(') && !is_made(name)
        })
    };
    plan.lines().filter(is_scan).collect()
}

/// `1 statement`, `7 statements`.
pub(crate) fn statements(count: usize) -> String {
    match count {
        1 => "1 statement".to_owned(),
        _ => format!("{count} statements"),
    }
}
