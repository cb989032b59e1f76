//! What the step files of this lesson share: raw SQL, a lent connection, and how an answer is told.

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::Value;
use rusqlite::{Connection, Error, Result, Row, params_from_iter};
use scenario::{became, open, theirs, traced, untraced};
use std::cell::OnceCell;
use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

/// An id that fits neither into 32 bits nor into the 53 bits of an `f64`.
pub const LARGE_ID: i64 = 9_007_199_254_740_993;

/// Runs statements as a colleague with a shell would, past the student's functions.
pub fn execute(file: &Path, sql: &str) -> Result<()> {
    open(file)?.execute_batch(sql)
}

/// The one value that a question has for an answer.
pub fn one(file: &Path, sql: &str) -> Result<String> {
    asked(&open(file)?, sql)
}

/// The same within the transaction of a connection.
pub fn asked(db: &Connection, sql: &str) -> Result<String> {
    let text: Option<String> = db.query_row(sql, [], |row| row.get(0))?;
    Ok(text.unwrap_or_else(|| "none".to_owned()))
}

/// The names of the tables, but for SQLite's own.
pub fn tables(file: &Path) -> Result<String> {
    tables_of(&open(file)?, "sqlite_schema")
}

fn tables_of(db: &Connection, schema: &str) -> Result<String> {
    let sql = format!(
        "SELECT group_concat(name, ', ' ORDER BY name) FROM {schema}
        WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    );
    asked(db, &sql)
}

/// Runs the student's statements on a connection that somebody uses, and tells which tables there
/// are now, for everybody and for this connection only.
pub fn made(file: &Path, ddl: &str) -> Result<String> {
    let db = lent(open(file)?)?;
    let before = settings(&db);
    theirs(|| db.execute_batch(ddl))?;
    let temporary = match tables_of(&db, "sqlite_temp_schema")?.as_str() {
        "none" => String::new(),
        names => format!("\nfor this connection only: {names}"),
    };
    let changed = changed(&before, &db);
    let tables = tables(file)?;
    let rows = match has_rows(file, &tables)? {
        true => "\na row is in it",
        false => "",
    };
    Ok(format!("{tables}{temporary}{rows}{changed}"))
}

/// Who makes a table stores nothing in it.
fn has_rows(file: &Path, tables: &str) -> Result<bool> {
    let db = open(file)?;
    let mut names = tables.split(", ").filter(|name| *name != "none");
    names.try_fold(false, |is_there, name| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{name}\")");
        Ok(is_there | db.query_row(&sql, [], |row| row.get::<_, bool>(0))?)
    })
}

/// The settings of a connection, and the two numbers that the owner of a file may keep in it.
pub fn settings(db: &Connection) -> Vec<String> {
    let mut all = scenario::settings(db);
    for name in ["user_version", "application_id"] {
        let number = untraced(|| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)));
        all.push(format!("{name} {}", number.unwrap_or_default()));
    }
    all
}

/// A connection with foreign keys, as its owner wants them.
pub fn lent(db: Connection) -> Result<Connection> {
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

/// Foreign keys are on where nobody says so. Its owner may have reason to want none.
pub fn lent_without_keys(db: Connection) -> Result<Connection> {
    db.pragma_update(None, "foreign_keys", false)?;
    Ok(db)
}

/// Makes a call that is lent a connection. Returns its value, and nothing or one more line: what the
/// call has changed on the connection.
pub fn watched<T>(db: &Connection, call: impl FnOnce(&Connection) -> T) -> (T, String) {
    let before = settings(db);
    let value = call(db);
    (value, changed(&before, db))
}

/// A connection during whose first INSERT into a table another program writes: right before it, if
/// nobody holds the lock.
pub fn hurried(file: &Path, table: &'static str, sql: &'static str) -> Result<Connection> {
    let mut db = lent(Connection::open(file)?)?;
    let other = open(file)?;
    other.busy_timeout(Duration::ZERO)?;
    let mut sql = Some(sql);
    let meanwhile = move |asked: AuthContext<'_>| {
        if matches!(asked.action, AuthAction::Insert { table_name } if table_name == table)
            && let Some(sql) = sql.take()
        {
            let _ = untraced(|| other.execute_batch(sql));
        }
        Authorization::Allow
    };
    db.authorizer(Some(meanwhile))?;
    Ok(db)
}

/// What a call answers that should store a row and cannot, and what it changes on the connection.
/// `usual` are the settings of all connections that are lent like the first one: to ask for them
/// takes a while.
pub fn in_vain<T>(
    usual: &OnceCell<Vec<String>>,
    db: &Connection,
    call: impl FnOnce(&Connection) -> Result<T>,
) -> String {
    let before = usual.get_or_init(|| settings(db));
    let answer = call(db).map_or("an error", |_| "no error");
    format!("{answer}{}", changed(before, db))
}

/// An address of an odd text; every other one is without an @.
pub fn odd_address(number: usize, text: &str) -> String {
    match number % 2 {
        0 => format!("{text}@{text}"),
        _ => format!("{text}{text}{text}"),
    }
}

/// Says what a table made of an odd text: `columns` are those that hold it, the email as
/// [`odd_address`].
pub fn stored_odd_text(
    db: &Connection,
    table: &str,
    columns: &[&str],
    (number, text): (usize, &str),
) -> Option<String> {
    const RULES: [i32; 2] = [275, 1811];
    let value = |column: &&str| match *column {
        "email" => odd_address(number, text),
        _ => text.to_owned(),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        vec!["?"; columns.len()].join(", ")
    );
    let insert = db.prepare_cached(&sql);
    match insert.and_then(|mut insert| insert.execute(params_from_iter(&values))) {
        Ok(_) => {}
        Err(Error::SqliteFailure(error, _)) if RULES.contains(&error.extended_code) => {
            return Some(format!("{} {values:?} is refused", columns.join(", ")));
        }
        Err(error) => return Some(format!("{text:?}: {error}")),
    }
    let last = format!(
        "SELECT {} FROM {table} ORDER BY rowid DESC LIMIT 1",
        columns.join(", ")
    );
    let fault = |row: &Row<'_>| {
        let mut pairs = values.iter().enumerate();
        let fault = pairs.find_map(|(at, given)| match row.get(at) {
            Ok(found) => became(&Value::Text(given.clone()), &found),
            Err(error) => Some(format!("{text:?}: {error}")),
        });
        Ok(fault)
    };
    let last = db.prepare_cached(&last);
    match last.and_then(|mut last| last.query_row([], fault)) {
        Ok(fault) => fault,
        Err(error) => Some(format!("{text:?}: {error}")),
    }
}

/// Nothing if a lent connection is as it was, or one more line.
pub fn changed(before: &[String], db: &Connection) -> String {
    let after = settings(db);
    let pairs = before.iter().zip(&after);
    let differ = pairs.filter(|(before, after)| before != after);
    let mut all: Vec<&str> = differ
        .filter_map(|(_, after)| after.split([' ', ':']).next())
        .collect();
    if !db.is_autocommit() {
        all.push("a transaction is open");
    }
    if all.is_empty() {
        String::new()
    } else {
        format!("\nchanged on the connection: {}", all.join(", "))
    }
}

/// What a table does with a row, after what was written before in the same transaction. All is taken
/// back.
pub fn attempt(db: &Connection, before: &str, row: &str) -> Result<String> {
    let table = row.split(' ').next().unwrap_or(row);
    let insert = format!("INSERT INTO {row}");
    let (answer, note) = tried(db, table, before, |db| db.execute_batch(&insert))?;
    Ok(match answer {
        Ok(()) => accepted(&note),
        Err(error) => format!("refused: {}{note}", without_name(&error.to_string())),
    })
}

/// An index on an expression is the only one that SQLite calls by its name.
fn without_name(error: &str) -> String {
    match error.split_once(" failed: index '") {
        Some((rule, _)) => format!("{rule} failed: an index on an expression"),
        None => error.to_owned(),
    }
}

/// No error is not enough.
pub fn accepted(note: &str) -> String {
    match note {
        "" => "accepted".to_owned(),
        note => format!("no error{note}"),
    }
}

/// Runs a statement in a transaction in which somebody has written before, and takes all back.
/// Tells what became of the row, and of the rows that were there.
pub fn tried(
    db: &Connection,
    table: &str,
    before: &str,
    statement: impl FnOnce(&Connection) -> Result<()>,
) -> Result<(Result<()>, String)> {
    // It is rolled back at the end, however that comes about.
    let _begun = db.unchecked_transaction()?;
    db.execute_batch(before)?;
    let rows = || -> Result<Vec<(i64, Vec<Value>)>> {
        let mut all = db.prepare(&format!("SELECT rowid, * FROM {table} ORDER BY rowid"))?;
        let count = all.column_count();
        all.query_map([], |row| {
            let values: Result<Vec<Value>> = (1..count).map(|at| row.get(at)).collect();
            Ok((row.get(0)?, values?))
        })?
        .collect()
    };
    let old = rows()?;
    let answer = statement(db);
    let new = rows()?;
    let is_there = |id: i64| new.iter().any(|(other, _)| *other == id);
    let gone = old.iter().find(|(id, _)| !is_there(*id));
    // A new row may have the id of the old one.
    let other = old.iter().find(|row| is_there(row.0) && !new.contains(row));
    let note = match (&answer, gone, new.len() > old.len()) {
        (_, Some((id, _)), _) => format!(", and row {id}, which was there before, is gone"),
        (Ok(()), None, true) | (Err(_), None, false) => String::new(),
        (Ok(()), None, false) => match other {
            Some((id, _)) => format!(", and row {id}, which was there before, is another"),
            None => ", and there are no more rows than before".to_owned(),
        },
        (Err(_), None, true) => ", and a row is stored".to_owned(),
    };
    Ok((answer, note))
}

/// Whether the values that the student's code is given, each with its name, stand in the text of a
/// statement. Bound values do not, and the texts are the same ones for other values.
pub fn in_the_text(values: &[(&str, &str)], code: impl Fn(&[&str])) -> String {
    let given: Vec<&str> = values.iter().map(|(_, value)| *value).collect();
    let ((), trace) = traced(|| code(&given));
    if trace.statements.is_empty() {
        return "there is no statement".to_owned();
    }
    let others: Vec<String> = given.iter().map(|value| backwards(value)).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let ((), other) = traced(|| code(&others));
    let mut is_in_one = false;
    let place = |(name, value): &(&str, &str)| {
        let value = value.split('@').next().unwrap_or_default();
        let is_there = trace.statements.iter().any(|sql| sql.contains(value));
        is_in_one |= is_there;
        format!("{name}: in {}", if is_there { "one" } else { "none" })
    };
    let mut lines: Vec<String> = values.iter().map(place).collect();
    if !is_in_one && trace.texts() != other.texts() {
        lines.push(
            "the texts are others for other values, so they are in one in other signs".to_owned(),
        );
    }
    lines.join("\n")
}

/// Another value of the same letters; an address at the same place.
fn backwards(value: &str) -> String {
    let (name, place) = value.split_at(value.find('@').unwrap_or(value.len()));
    name.chars().rev().chain(place.chars()).collect()
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
