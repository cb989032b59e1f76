//! What the steps about connections share.

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a connection answers about itself and its file, by name.
pub type State = BTreeMap<String, String>;

/// These do something, or tell of SQLite and of what others do.
const NOT_ASKED: [&str; 22] = [
    "cache_spill",
    "collation_list",
    "compile_options",
    "data_version",
    "database_list",
    "foreign_key_check",
    "foreign_key_list",
    "function_list",
    "incremental_vacuum",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "module_list",
    "optimize",
    "pragma_list",
    "quick_check",
    "shrink_memory",
    "table_info",
    "table_list",
    "table_xinfo",
    "wal_checkpoint",
];

/// What `sqlite3_db_config` tells, where no pragma does.
const FLAGS: [(&str, DbConfig); 9] = [
    ("triggers", DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER),
    ("views", DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW),
    ("defensive", DbConfig::SQLITE_DBCONFIG_DEFENSIVE),
    ("texts in double quotes", DbConfig::SQLITE_DBCONFIG_DQS_DML),
    (
        "texts in double quotes in tables",
        DbConfig::SQLITE_DBCONFIG_DQS_DDL,
    ),
    ("reset_database", DbConfig::SQLITE_DBCONFIG_RESET_DATABASE),
    (
        "no checkpoint on close",
        DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
    ),
    ("trigger_eqp", DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP),
    (
        "legacy_file_format",
        DbConfig::SQLITE_DBCONFIG_LEGACY_FILE_FORMAT,
    ),
];

const QUESTIONS: [(&str, &str); 4] = [
    ("LIKE ignores case", "SELECT 'a' LIKE 'A'"),
    (
        "databases",
        "SELECT group_concat(name) FROM pragma_database_list WHERE name <> 'temp'",
    ),
    (
        "temporary tables",
        "SELECT count(*) FROM temp.sqlite_schema",
    ),
    (
        "tables",
        "SELECT group_concat(name) FROM main.sqlite_schema",
    ),
];

/// Every pragma that SQLite lists and that answers without changing anything, and what no pragma
/// tells.
pub fn state(db: &Connection) -> State {
    let mut state: State = pragmas(db)
        .unwrap_or_default()
        .into_iter()
        .filter(|name| !NOT_ASKED.contains(&name.as_str()))
        .filter_map(|name| Some((answer(db, &format!("PRAGMA {name}"))?, name)))
        .map(|(answer, name)| (name, answer))
        .collect();
    for (name, flag) in FLAGS {
        let is_set = db.db_config(flag).is_ok_and(|set| set);
        state.insert(
            name.to_owned(),
            if is_set { "on" } else { "off" }.to_owned(),
        );
    }
    for (name, sql) in QUESTIONS {
        state.insert(name.to_owned(), answer(db, sql).unwrap_or_default());
    }
    let open = if db.is_autocommit() { "none" } else { "open" };
    state.insert("transaction".to_owned(), open.to_owned());
    state
}

/// What is another answer afterwards, unless it may be: `may` gets a name and the new answer.
pub fn changes(before: &State, after: &State, may: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let changed = after
        .iter()
        .filter_map(|(name, now)| Some((name, before.get(name)?, now)))
        .filter(|(name, was, now)| was != now && !may(name, now));
    changed
        .map(|(name, was, now)| format!("{name} was {was} and is {now}"))
        .collect()
}

/// The current directory, and what lies in a folder.
pub type Surroundings = (Option<PathBuf>, Vec<PathBuf>);

/// To be compared with those of another moment: neither is changed by asking for a path or by
/// opening a database elsewhere.
pub fn surroundings(folder: &Path) -> Surroundings {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<_> = found.map(|entry| entry.path()).collect();
    entries.sort();
    (std::env::current_dir().ok(), entries)
}

/// Tells what is another one now, or `unchanged`, and goes back to where the program was. An empty
/// `instance` that was made is removed, so that the next run sees it made again.
pub fn changed_around(before: &Surroundings, folder: &Path, unchanged: &str) -> String {
    let after = surroundings(folder);
    let mut changed = Vec::new();
    if let (Some(before), true) = (&before.0, before.0 != after.0) {
        let _ = std::env::set_current_dir(before);
        changed.push("the program was moved to another directory");
    }
    if before.1 != after.1 {
        let _ = fs::remove_dir(folder.join("instance"));
        changed.push("something was made in the folder of the crate");
    }
    if changed.is_empty() {
        unchanged.to_owned()
    } else {
        changed.join("\n")
    }
}

fn pragmas(db: &Connection) -> Result<Vec<String>> {
    let mut names = db.prepare("SELECT name FROM pragma_pragma_list ORDER BY name")?;
    names.query_map([], |row| row.get(0))?.collect()
}

/// The one value of an answer; `None` for no answer. An error is an answer, too.
fn answer(db: &Connection, sql: &str) -> Option<String> {
    let value = db.query_row(sql, [], |row| row.get(0));
    match value {
        Ok(Value::Integer(number)) => Some(number.to_string()),
        Ok(Value::Text(text)) => Some(text),
        Ok(other) => Some(format!("{other:?}")),
        Err(rusqlite::Error::QueryReturnedNoRows) => None,
        Err(error) => Some(error.to_string()),
    }
}
