//! What several steps of this lesson do with folders and databases.

#![allow(dead_code, reason = "a program of one step does not use all of it")]

use refinery::{Migration, Runner};
use rusqlite::Connection;
use scenario::{TEXTS, ToolRun, open, settings, theirs};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[path = "shared/state.rs"]
pub mod state;

/// What the grader's own first two migrations are called and do.
pub const FIRST_TWO: [(&str, &str); 2] = [
    (
        "V1__create_users.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);\n",
    ),
    (
        "V2__create_posts.sql",
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);\n",
    ),
];

/// Rows for the tables of [`FIRST_TWO`].
pub const ROWS: &str = "INSERT INTO users VALUES (1, 'susan'), (2, 'john');
    INSERT INTO posts VALUES (1, 'my first post!', 2), (2, 'hello, microblog', 1);";

/// Makes a folder with these files.
pub fn folder(dir: &Path, files: &[(&str, &str)]) {
    fs::create_dir_all(dir).expect("a folder");
    for (name, text) in files {
        fs::write(dir.join(name), text).expect("a file");
    }
}

/// Names and bytes of the files in a folder, and the names of its folders.
pub fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(dir) else {
        return BTreeMap::new();
    };
    let file = |entry: fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).unwrap_or_default())
    };
    entries.flatten().map(file).collect()
}

/// What differs between two looks at a folder; empty if nothing does.
pub fn changes(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> String {
    let mut lines = Vec::new();
    for (name, bytes) in before {
        match after.get(name) {
            None => lines.push(format!("gone: {name}")),
            Some(now) if now != bytes => lines.push(format!("changed: {name}")),
            Some(_) => {}
        }
    }
    let new = after.keys().filter(|name| !before.contains_key(*name));
    lines.extend(new.map(|name| format!("new: {name}")));
    lines.join("\n")
}

/// Makes a call that gets a connection. Returns what it returns, and what it leaves behind in the
/// connection, which is only lent: an open transaction, settings that are not free.
pub fn lent<T>(
    conn: &mut Connection,
    is_free: fn(&str) -> bool,
    call: impl FnOnce(&mut Connection) -> T,
) -> (T, Vec<String>) {
    let before = settings(conn);
    let result = theirs(|| call(conn));
    let mut left = Vec::new();
    if !conn.is_autocommit() {
        left.push("a transaction was left open".to_owned());
    }
    let settings = settings(conn).into_iter().zip(before);
    let changed = settings.filter(|(now, before)| now != before && !is_free(now));
    left.extend(changed.map(|(now, before)| format!("the connection has {now}, not {before}")));
    (result, left)
}

/// What [`first_fault`] says if there is none.
pub const ALL_WELL: &str = "each as it should be";

/// The first value with which something is wrong; the others tell no more.
pub fn first_fault<T>(
    values: impl IntoIterator<Item = T>,
    fault: impl FnMut(T) -> Option<String>,
) -> String {
    let fault = values.into_iter().find_map(fault);
    fault.unwrap_or_else(|| ALL_WELL.to_owned())
}

/// Texts that a file or folder can have as its name here.
pub fn odd_names(work: &Path) -> Vec<&'static str> {
    let dir = work.join("probe");
    fs::create_dir_all(&dir).expect("a folder");
    let is_kept = |name: &&str| fs::create_dir(dir.join(name)).is_ok();
    let names: Vec<_> = TEXTS
        .into_iter()
        .filter(|name| !name.contains('/') && is_kept(name))
        .collect();
    let there = files(&dir);
    fs::remove_dir_all(&dir).expect("a folder to remove");
    names
        .into_iter()
        .filter(|name| there.contains_key(*name))
        .collect()
}

/// Odd texts that may be the name of a migration.
pub fn odd_words() -> Vec<&'static str> {
    let is_word = |text: &&str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
    TEXTS.into_iter().filter(is_word).collect()
}

/// SQL that stores each odd text.
pub fn odd_rows() -> String {
    let rows = TEXTS.map(|text| format!("('{}')", text.replace('\'', "''")));
    format!(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);\nINSERT INTO notes (text) VALUES {};\n",
        rows.join(",\n")
    )
}

/// Applies migrations as refinery does by itself.
pub fn apply(conn: &mut Connection, migrations: &[Migration]) {
    Runner::new(migrations)
        .run(conn)
        .expect("the grader's migrations");
}

/// Everything in a database as text: what was said to make it, and all rows.
pub fn dump(path: &Path) -> String {
    dump_without(path, "")
}

/// What is the first to differ between two dumps. The values of a row may be of the clock.
pub fn dump_change(before: &str, after: &str) -> Option<String> {
    let only_in = |one: &str, other: &str| -> Option<String> {
        let line = one
            .lines()
            .find(|line| !other.lines().any(|same| same == *line))?;
        let (name, _) = line.split_once(": ").unwrap_or((line, ""));
        Some(match name.contains(' ') {
            true => name.to_owned(),
            false => format!("a row of {name}"),
        })
    };
    match (only_in(before, after), only_in(after, before)) {
        (Some(gone), Some(new)) if gone == new => Some(format!("changed: {gone}")),
        (Some(gone), _) => Some(format!("gone: {gone}")),
        (None, new) => new.map(|new| format!("new: {new}")),
    }
}

/// As [`dump`], without a table.
pub fn dump_without(path: &Path, table: &str) -> String {
    try_dump(path, table).unwrap_or_else(|error| format!("cannot be read: {error}"))
}

fn try_dump(path: &Path, without: &str) -> rusqlite::Result<String> {
    let db = open(path)?;
    let mut text = String::new();
    let mut tables = Vec::new();
    let mut schema = db.prepare(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE tbl_name <> ?1
         ORDER BY 1, 2",
    )?;
    let mut rows = schema.query([without])?;
    while let Some(row) = rows.next()? {
        let (kind, name, sql): (String, String, String) = row.try_into()?;
        text += &format!("{kind} {name}: {}\n", sql.replace('\n', " "));
        if kind == "table" {
            tables.push(name);
        }
    }
    for table in tables {
        let mut all = db.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1"))?;
        let columns = all.column_count();
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let values: Vec<_> = (0..columns)
                .map(|at| row.get::<_, rusqlite::types::Value>(at))
                .collect::<Result<_, _>>()?;
            text += &format!("{table}: {values:?}\n");
        }
    }
    Ok(text)
}

/// A run of the tool, to be read. Of a panic only the message is told: the rest names threads
/// and places, which are other ones each time.
pub fn shown(mut run: ToolRun) -> String {
    let mut lines = run
        .stderr
        .lines()
        .skip_while(|line| !line.contains("panicked at"));
    if lines.next().is_some() {
        run.stderr = format!("it panicked: {}", lines.next().unwrap_or_default());
    }
    run.to_string()
}

/// The history as `1 create_users`, one line for each row.
pub fn history(path: &Path) -> String {
    let rows = open(path).and_then(|db| {
        db.prepare("SELECT version || ' ' || name FROM refinery_schema_history ORDER BY version")?
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()
    });
    match rows {
        Ok(rows) if rows.is_empty() => "(nothing)".to_owned(),
        Ok(rows) => rows.join("\n"),
        Err(error) => error.to_string(),
    }
}
