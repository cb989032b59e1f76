//! What the step files share: the grader's migrations, databases that stand at one of them, and
//! what can be said of a database afterwards.

#[path = "shared/files.rs"]
mod files;
#[path = "shared/history.rs"]
mod history;
#[path = "shared/schema.rs"]
mod schema;
#[path = "shared/tools.rs"]
mod tools;
#[path = "shared/ways.rs"]
pub(crate) mod ways;

pub(crate) use files::{
    bare, database, folder, folder_but, keep_row, newer, power_cut, repo, text_of,
};
pub(crate) use history::{history_rows, is_time, refinery_applies};
pub(crate) use schema::{compared, content};
pub(crate) use tools::{Change, Recorded, alone, tool};

use history::history;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};
use scenario::{Trace, open, setting, settings, traced, untraced};
use schema::schema;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The connection that a student's function gets: foreign keys as asked, and rows in no order
/// that anybody can rely on.
pub(crate) fn connect(file: &Path, foreign_keys: bool) -> Connection {
    let db = Connection::open(file).expect("a database");
    untraced(|| db.pragma_update(None, "foreign_keys", foreign_keys)).expect("a setting");
    untraced(|| db.pragma_update(None, "reverse_unordered_selects", true)).expect("a setting");
    db
}

/// What must be as before on a connection, whatever happened on it.
pub(crate) fn left(db: &Connection) -> String {
    let keys = untraced(|| db.pragma_query_value(None, "foreign_keys", |row| row.get(0)));
    let keys = match keys {
        Ok(true) => "on",
        Ok(false) => "off",
        Err(_) => "unknown",
    };
    let open = if db.is_autocommit() { "no" } else { "a" };
    format!("foreign keys: {keys}, {open} transaction is open")
}

/// Calls a student's function: what it returned, and what it did to the connection, which is its
/// caller's.
pub(crate) fn called(db: &mut Connection, call: impl FnOnce(&mut Connection) -> String) -> String {
    let before = usual(db);
    lent(db, call, |db, _| Some(changed(&before, &settings(db))))
}

/// The settings of a connection of the grader's. They differ in these alone, and to ask for all
/// takes a while.
fn usual(db: &Connection) -> Vec<String> {
    static KNOWN: Mutex<BTreeMap<[Option<String>; 3], Vec<String>>> = Mutex::new(BTreeMap::new());
    let own = ["foreign_keys", "busy_timeout", "synchronous"].map(|name| setting(db, name).ok());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(own).or_insert_with(|| settings(db)).clone()
}

/// As [`called`]; `set` tells which settings are others, or `None` without looking.
pub(crate) fn lent(
    db: &mut Connection,
    call: impl FnOnce(&mut Connection) -> String,
    set: impl FnOnce(&Connection, &Trace) -> Option<String>,
) -> String {
    let (result, trace) = traced(|| call(db));
    // First, for to ask for a setting can end it.
    let kept = kept_lock(db, &trace).unwrap_or_default();
    let changed = set(db, &trace).unwrap_or_default();
    format!(
        "{result}\n{}{kept}{changed}{}",
        left(db),
        endangered(&trace)
    )
}

/// Whether the file is locked as long as the connection does not read it again, as after
/// `locking_mode = EXCLUSIVE` and NORMAL. Only then it makes a difference that the connection reads.
fn kept_lock(db: &Connection, trace: &Trace) -> Option<&'static str> {
    let sets = |sql: &String| sql.to_lowercase().contains("locking_mode");
    if !trace.statements.iter().any(sets) || !db.is_autocommit() {
        return None;
    }
    let read = |db: &Connection| {
        let sql = "SELECT count(*) FROM sqlite_schema";
        db.query_row(sql, [], |row| row.get::<_, i64>(0)).is_ok()
    };
    untraced(|| {
        let other = open(Path::new(db.path()?)).ok()?;
        other.busy_timeout(Duration::ZERO).ok()?;
        let is_locked = !read(&other) && read(db) && read(&other);
        is_locked.then_some("\nnobody else can read the file until the connection reads it again")
    })
}

/// The settings that are others now, a line each.
pub(crate) fn changed(before: &[String], now: &[String]) -> String {
    let pairs = before.iter().zip(now);
    // What `left` tells is told once.
    let is_told = |setting: &str| setting.starts_with("foreign_keys ");
    let changed = pairs.filter(|(before, now)| before != now && !is_told(now));
    let told = |(before, now): (&String, &String)| {
        let temporary = |setting: &str| setting.strip_prefix("temporary ").map(str::to_owned);
        match (temporary(before), temporary(now)) {
            (Some(before), Some(now)) => format!("\ntemporary tables: {before} before, {now} now"),
            _ => format!("\nthe setting {before} is {now} now"),
        }
    };
    changed.map(told).collect()
}

/// Whether the file was in danger while it was written, though all may have been put back.
pub(crate) fn endangered(trace: &Trace) -> String {
    let sets = |sql: &str, name: &str, values: &[&str]| {
        let sql = sql.to_lowercase();
        let value = sql.split_once(name).map_or("", |(_, value)| value);
        let value = value.trim_start_matches([' ', '=', '(', '\'', '"']);
        values
            .iter()
            .any(|unsafe_one| value.starts_with(unsafe_one))
    };
    let mut text = String::new();
    for (name, values) in [
        ("synchronous", ["off", "0"]),
        ("journal_mode", ["off", "memory"]),
    ] {
        // A pragma that is only prepared is obeyed, too.
        let is_unsynced = name == "synchronous" && trace.is_unsynced;
        if is_unsynced || trace.statements.iter().any(|sql| sets(sql, name, &values)) {
            text.push_str(&format!(
                "\nwhile it ran, {name} was set to something unsafe"
            ));
        }
    }
    text
}

/// Somebody who reads a database: as long as they do, SQLite refuses a COMMIT.
pub(crate) fn reader(file: &Path) -> Connection {
    let db = open(file).expect("a database");
    db.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")
        .expect("a transaction");
    db
}

/// As [`connect`], with a connection that does not wait for others.
pub(crate) fn impatient(file: &Path) -> Connection {
    let db = connect(file, true);
    db.busy_timeout(Duration::ZERO).expect("a setting");
    db
}

/// Schema, history and rows of a database, each in a line.
pub(crate) fn stands(file: &Path) -> String {
    open(file)
        .and_then(|db| {
            Ok(format!(
                "schema: {}\nhistory: {}\n{}",
                schema(&db)?,
                history(&db)?,
                people(&db)?
            ))
        })
        .unwrap_or_else(|error| error.to_string())
}

/// Whether the schema is that of the version that the history names.
pub(crate) fn agrees(file: &Path) -> bool {
    let both = open(file).and_then(|db| Ok((schema(&db)?, history(&db)?)));
    both.is_ok_and(|(schema, history)| {
        let last = history.rsplit(", ").next().unwrap_or_default();
        schema == last || schema == "base" && history == "none"
    })
}

/// Users and posts, as far as there are such tables.
fn people(db: &Connection) -> Result<String> {
    let mut lines = Vec::new();
    for (table, sql) in [
        ("users", "SELECT group_concat(username, ', ' ORDER BY id) FROM users"),
        (
            "posts",
            "SELECT group_concat(posts.id || ' by ' || coalesce(username, 'nobody'), ', ' ORDER BY posts.id)
             FROM posts LEFT JOIN users ON users.id = user_id",
        ),
    ] {
        if !db.table_exists(None, table)? {
            lines.push(format!("{table}: no such table"));
            continue;
        }
        let found = db.query_row(sql, [], |row| row.get::<_, Option<String>>(0));
        let found = found.map(|names| names.unwrap_or_else(|| "no row".to_owned()));
        lines.push(format!("{table}: {}", found.unwrap_or_else(|error| error.to_string())));
    }
    Ok(lines.join("\n"))
}

/// What [`told`] says when no down script has run, or when all of them were taken back.
pub(crate) const NOBODY: &str = "nothing is left of the down scripts";

/// What the down scripts saw, in the order in which they ran.
pub(crate) fn told(file: &Path) -> String {
    let lines = open(file).and_then(|db| rows(&db, "SELECT line FROM told ORDER BY rowid", &[]));
    match lines {
        Ok(lines) if lines.is_empty() => NOBODY.to_owned(),
        Ok(lines) => format!("the down scripts saw: {}", lines.join("; ")),
        // An empty file, as an upgrade finds it.
        Err(_) => NOBODY.to_owned(),
    }
}

fn rows(db: &Connection, sql: &str, parameters: &[&str]) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(sql)?;
    let columns = statement.column_count();
    let lines = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
        let mut values = Vec::new();
        for column in 0..columns {
            values.push(match row.get_ref(column)? {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
            });
        }
        Ok(values.join(" | "))
    })?;
    lines.collect()
}

/// Tells whether the file is still the same, byte by byte.
pub(crate) struct Bytes {
    file: PathBuf,
    before: Vec<u8>,
}

impl Bytes {
    pub(crate) fn of(file: &Path) -> Self {
        let before = fs::read(file).expect("a database");
        let file = file.to_owned();
        Self { file, before }
    }

    pub(crate) fn compared(&self) -> &'static str {
        match fs::read(&self.file) {
            Ok(now) if now == self.before => "the file is as before",
            Ok(now) if self.is_rewritten(&now) => "the file has changed, in its header alone",
            Ok(_) => "the file has changed",
            Err(_) => "the file is gone",
        }
    }

    /// Whether nothing but SQLite's own count of changes, or the journal's mode, is another one:
    /// bytes 18 and 19, 24 to 27, and from 92 to the end of the header.
    fn is_rewritten(&self, now: &[u8]) -> bool {
        let is_counted = |place: usize| matches!(place, 18 | 19 | 24..28 | 92..100);
        let mut pairs = self.before.iter().zip(now).enumerate();
        self.before.len() == now.len()
            && pairs.all(|(place, (old, new))| old == new || is_counted(place))
    }
}

/// `1, 2`, or `nothing`.
pub(crate) fn list(versions: &[i32]) -> String {
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    listed(&versions)
}

fn listed(words: &[String]) -> String {
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words.join(", ")
    }
}

/// What SQLite says, without the statement that it says it of.
pub(crate) fn words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => first_line(msg),
        error => first_line(error),
    }
}

pub(crate) fn first_line(text: &impl Display) -> String {
    let text = text.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}
