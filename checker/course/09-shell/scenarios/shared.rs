//! Microblogs with migrations and rows, contexts of them, and what can be said afterwards.

use rusqlite::{Connection, Result, types::ValueRef};
pub(crate) use scenario::settings;
use scenario::{Scenario, Tool, open, setting, untraced};
use shell::{Entry, MODELS, ShellContext, migrations};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

/// Susan and John, with posts, roles and a book. The newest user and the newest post are gone, so
/// that no id can be counted.
const ROWS: &str = "
    INSERT INTO users (username, email, role_id) VALUES
        ('susan', 'susan@example.com', 1), ('john', 'john@example.com', NULL),
        ('gone', 'gone@example.com', NULL);
    INSERT INTO posts (body, user_id) VALUES
        ('my first post!', 2), ('hello, microblog', 1), ('Grüße aus Köln', 1),
        ('gone', 1);
    DELETE FROM posts WHERE body = 'gone';
    DELETE FROM users WHERE username = 'gone';
    INSERT INTO books (title) VALUES ('Dune');
";

/// A microblog at the newest version, with rows.
pub(crate) fn microblog(s: &Scenario, name: &str) -> PathBuf {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    made(s, name, &MADE, |db| db.execute_batch(ROWS).expect("rows"))
}

/// A microblog at the newest version, without rows.
pub(crate) fn bare(s: &Scenario, name: &str) -> PathBuf {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    made(s, name, &MADE, |_| {})
}

/// The first one is migrated and filled; the next ones are its copies.
fn made(
    s: &Scenario,
    name: &str,
    first: &OnceLock<Vec<u8>>,
    fill: impl FnOnce(&Connection),
) -> PathBuf {
    let file = s.work().join(name);
    let bytes = first.get_or_init(|| {
        let mut db = open(&file).expect("a database");
        migrations::upgrade(&mut db).expect("the lesson's migrations");
        fill(&db);
        drop(db);
        fs::read(&file).expect("the database")
    });
    fs::write(&file, bytes).expect("a copy");
    file
}

/// As the shell opens it, with foreign keys on. Rows come in no order that anybody can rely on,
/// and nobody waits for a lock.
pub(crate) fn connect(file: &Path) -> Connection {
    // In a trace, too, it is the grader who opens it.
    let db = untraced(|| Connection::open(file)).expect("a database");
    db.busy_timeout(Duration::ZERO).expect("a setting");
    untraced(|| db.pragma_update(None, "foreign_keys", true)).expect("a setting");
    untraced(|| db.pragma_update(None, "reverse_unordered_selects", true)).expect("a setting");
    db
}

/// A context of this file, with the names that it should have: not made by step 1.
pub(crate) fn context(file: &Path) -> ShellContext {
    let mut entries = vec![("db".to_owned(), Entry::Db)];
    for model in MODELS {
        entries.push((model.name.to_owned(), Entry::Model(model)));
    }
    ShellContext::new(connect(file), entries)
}

/// The shell as a program.
pub(crate) fn tool(s: &Scenario, file: &Path, arguments: &[&str]) -> Tool {
    let url = format!("sqlite:///{}", file.display());
    s.tool(arguments).env("DATABASE_URL", &url)
}

/// Users and posts, as a second connection sees them: only what is committed.
pub(crate) fn stored(file: &Path) -> String {
    open(file).map_or_else(|error| error.to_string(), |db| rows_of(&db))
}

/// Users and posts, as this connection sees them.
pub(crate) fn rows_of(db: &Connection) -> String {
    let users = list(db, "SELECT id || ' ' || username FROM users ORDER BY id");
    let posts = list(
        db,
        "SELECT id || ' of ' || user_id || ': ' || body FROM posts ORDER BY id",
    );
    format!("users: {users}\nposts: {posts}")
}

/// The values of one column, in a line.
pub(crate) fn list(db: &Connection, sql: &str) -> String {
    match texts(db, sql) {
        Ok(texts) if texts.is_empty() => "none".to_owned(),
        Ok(texts) => texts.join("; "),
        Err(rusqlite::Error::SqlInputError { msg, .. }) => msg,
        Err(error) => brief(&error.to_string()),
    }
}

fn texts(db: &Connection, sql: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare(sql)?;
    untraced(|| statement.query_map([], |row| row.get(0))?.collect())
}

/// Everything that a connection sees, a line for each object and each row, and for the numbers in the
/// header. Only the time of a migration is left out, and a time of today is `now`.
pub(crate) fn whole(db: &Connection) -> Vec<String> {
    untraced(|| lines(db))
}

fn lines(db: &Connection) -> Vec<String> {
    let objects = "SELECT type || ' ' || name || ': ' || ifnull(sql, 'made by SQLite') FROM
        (SELECT * FROM sqlite_schema UNION ALL SELECT * FROM sqlite_temp_schema)";
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let mut lines = texts(db, objects).unwrap_or_else(|error| vec![error.to_string()]);
    for table in texts(db, tables).unwrap_or_default() {
        let rows = rows_in(db, &table).unwrap_or_else(|error| vec![error.to_string()]);
        lines.extend(rows.iter().map(|row| format!("{table}: {row}")));
    }
    lines.extend(["application_id", "user_version"].map(|name| {
        let value = setting(db, name).unwrap_or_else(|error| error.to_string());
        format!("{name} {value}")
    }));
    lines.sort();
    lines
}

/// The rows of a table, as SQL would write their values.
fn rows_in(db: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map([], |row| {
        let mut values = Vec::new();
        for (column, name) in names.iter().enumerate() {
            match name.as_str() {
                "applied_on" => {}
                "timestamp" | "created_at" => values.push(written(row.get_ref(column)?, true)),
                _ => values.push(written(row.get_ref(column)?, false)),
            }
        }
        Ok(values.join(" | "))
    })?;
    rows.collect()
}

fn written(value: ValueRef<'_>, is_time: bool) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let is_now = is_time && TODAY.iter().any(|day| text.starts_with(day));
            if is_now {
                return "now".to_owned();
            }
            format!("'{}'", text.replace('\'', "''"))
        }
        ValueRef::Blob(bytes) => format!("bytes {bytes:x?}"),
    }
}

/// The day of today, and those beside it: elsewhere it is another day.
static TODAY: LazyLock<Vec<String>> = LazyLock::new(|| {
    let db = Connection::open_in_memory().expect("a database");
    let days = "SELECT date('now', column1) FROM (VALUES ('-1 day'), ('+0 day'), ('+1 day'))";
    texts(&db, days).expect("three days")
});

/// What is other than expected, of everything that `whole` tells: one line of it says enough.
pub(crate) fn unlike(now: &[String], expected: &[String]) -> Option<String> {
    if now == expected {
        return None;
    }
    let missing = expected.iter().find(|line| !now.contains(line));
    let strange = || now.iter().find(|line| !expected.contains(line));
    missing
        .map(|line| format!("missing: {line}"))
        .or_else(|| strange().map(|line| format!("new: {line}")))
}

/// The first fault, and how many others there are.
pub(crate) fn faults<T>(
    values: impl IntoIterator<Item = T>,
    fault: impl FnMut(T) -> Option<String>,
) -> Option<String> {
    let faults: Vec<String> = values.into_iter().filter_map(fault).collect();
    let first = faults.first()?;
    Some(match faults.len() {
        1 => first.clone(),
        more => format!("{first}\nand {} more", more - 1),
    })
}

/// Foreign keys and the transaction of a connection.
pub(crate) fn left(db: &Connection) -> String {
    let keys = untraced(|| db.pragma_query_value(None, "foreign_keys", |row| row.get(0)));
    let keys = match keys {
        Ok(true) => "on",
        Ok(false) => "off",
        Err(_) => "unknown",
    };
    format!("foreign keys: {keys}, {}", transaction(db))
}

/// Whether a transaction is open.
pub(crate) fn transaction(db: &Connection) -> &'static str {
    if db.is_autocommit() {
        "no transaction is open"
    } else {
        "a transaction is open"
    }
}

/// `as before`, or what is not.
pub(crate) fn settings_since(db: &Connection, before: &[String]) -> String {
    let now = settings(db);
    if now.len() != before.len() {
        return "not told any more".to_owned();
    }
    let changed: Vec<String> = (now.into_iter().zip(before))
        .filter(|(now, before)| now != *before)
        .map(|(now, before)| format!("{now} (before: {before})"))
        .collect();
    if changed.is_empty() {
        "as before".to_owned()
    } else {
        changed.join(", ")
    }
}

/// `exit 0`, however the code was made.
pub(crate) fn exit(code: ExitCode) -> String {
    let is = |known: ExitCode| format!("{known:?}") == format!("{code:?}");
    (0..=u8::MAX)
        .find(|number| is(ExitCode::from(*number)))
        .map_or_else(|| "exit".to_owned(), |number| format!("exit {number}"))
}

/// Whether anything was said.
pub(crate) fn told(text: &str) -> &'static str {
    if text.trim().is_empty() {
        "says nothing"
    } else {
        "says something"
    }
}

/// What a program that should have ended well said instead: one line, in which what each answer
/// words for itself is left out, so that known mistakes can be told by it.
pub(crate) fn said(text: &str) -> String {
    match brief(text) {
        line if line.is_empty() => "says nothing".to_owned(),
        line => format!("says: {line}"),
    }
}

/// The first line of a message, without the SQL that may stand in it.
pub(crate) fn brief(text: &str) -> String {
    let text = match text.split_once(" in ") {
        Some((message, rest)) if rest.contains(" at offset ") => message,
        _ => text,
    };
    let line = text.trim().lines().next().unwrap_or_default();
    let line = line.split_once("rror: ").map_or(line, |(_, rest)| rest);
    if line.contains("panicked at") {
        return "a panic".to_owned();
    }
    if line.contains("usage: ") {
        return "usage: …".to_owned();
    }
    if line.starts_with("unrecognized token: ") {
        return "unrecognized token".to_owned();
    }
    line.to_owned()
}

/// A script in one line, for whoever reads what came of it.
pub(crate) fn shown_script(script: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in script.utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
    let shown = shown.strip_suffix('\n').unwrap_or(&shown);
    if shown.is_empty() {
        return "script: (empty)".to_owned();
    }
    let shown = shown.replace('\t', "\\t").replace('\r', "\\r");
    format!("script: {}", shown.replace('\n', " ⏎ "))
}

/// The names in the folder of a file.
pub(crate) fn neighbours(file: &Path) -> Vec<String> {
    let folder = file.parent().unwrap_or(file);
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// A pipe whose reader is gone.
pub(crate) struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}
