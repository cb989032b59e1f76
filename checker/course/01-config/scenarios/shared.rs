//! What the steps about connections share.

use rusqlite::Connection;
use rusqlite::types::Value;
use scenario::{settings, untraced};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a connection answers about itself and its file, by name.
pub type State = BTreeMap<String, String>;

const QUESTIONS: [(&str, &str); 8] = [
    ("user_version", "PRAGMA user_version"),
    ("schema_version", "PRAGMA schema_version"),
    ("page_count", "PRAGMA page_count"),
    ("freelist_count", "PRAGMA freelist_count"),
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
    // A function or a collation of one's own may have the name of SQLite's.
    (
        "lower, upper and NOCASE of é",
        "SELECT lower('É') || upper('é') || ('É' = 'é' COLLATE NOCASE)",
    ),
];

/// The settings of a connection, and what is in its database.
pub fn state(db: &Connection) -> State {
    let mut state = State::new();
    for setting in settings(db) {
        let (name, value) = setting.split_once(' ').unwrap_or((&setting, ""));
        state.insert(name.to_owned(), value.to_owned());
    }
    for (name, sql) in QUESTIONS {
        state.insert(name.to_owned(), answer(db, sql));
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

/// Each value is another one than SQLite's default.
pub const UNUSUAL: &str = "
    PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 60000; PRAGMA synchronous = EXTRA;
    PRAGMA cache_size = -1234; PRAGMA temp_store = FILE;
    PRAGMA mmap_size = 65536; PRAGMA wal_autocheckpoint = 500; PRAGMA journal_size_limit = 70000;
    PRAGMA max_page_count = 5000; PRAGMA secure_delete = ON; PRAGMA automatic_index = OFF;
    PRAGMA recursive_triggers = ON; PRAGMA reverse_unordered_selects = ON;
    PRAGMA read_uncommitted = ON; PRAGMA ignore_check_constraints = ON;
    PRAGMA legacy_alter_table = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;
    PRAGMA case_sensitive_like = ON; PRAGMA analysis_limit = 100; PRAGMA query_only = ON;";

/// Lends a connection in the middle of a transaction that has written something: tells what is
/// changed, and that the transaction `is still open` or how it was ended.
pub fn lend_with_sue(
    db: &mut Connection,
    lend: impl FnOnce(&mut Connection),
) -> rusqlite::Result<(Vec<String>, &'static str)> {
    db.execute_batch("BEGIN; UPDATE users SET username = 'sue' WHERE id = 1")?;
    let before = state(db);
    lend(db);
    let changed = changes(&before, &state(db), |name, _| name == "transaction");
    let open = !db.is_autocommit();
    let written = is_sue(db)?;
    if open {
        db.execute_batch("ROLLBACK")?;
    }
    let ended = match (written, is_sue(db)?) {
        (true, false) => STILL_OPEN,
        (_, true) if open => "was committed, and another one begun",
        (_, true) => "was committed",
        (false, _) if open => "was rolled back, and another one begun",
        (false, _) => "was rolled back",
    };
    Ok((changed, ended))
}

pub const STILL_OPEN: &str = "is still open";

fn is_sue(db: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM users WHERE username = 'sue')";
    db.query_row(sql, [], |row| row.get(0))
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
    let mut changed: Vec<String> = Vec::new();
    if let (Some(before), true) = (&before.0, before.0 != after.0) {
        let _ = std::env::set_current_dir(before);
        changed.push("the program was moved to another directory".to_owned());
    }
    if before.1 != after.1 {
        let _ = fs::remove_dir(folder.join("instance"));
    }
    let only_in = |one: &Surroundings, other: &Surroundings| -> Vec<String> {
        let only = one.1.iter().filter(|path| !other.1.contains(path));
        let names = only.filter_map(|path| path.file_name());
        names.map(|name| name.display().to_string()).collect()
    };
    let (gone, new) = (only_in(before, &after), only_in(&after, before));
    changed.extend(
        gone.iter()
            .map(|name| format!("gone from the folder of the crate: {name}")),
    );
    changed.extend(
        new.iter()
            .map(|name| format!("new in the folder of the crate: {name}")),
    );
    if changed.is_empty() {
        unchanged.to_owned()
    } else {
        changed.join("\n")
    }
}

/// The one value of an answer. An error is an answer, too.
fn answer(db: &Connection, sql: &str) -> String {
    match untraced(|| db.query_row(sql, [], |row| row.get(0))) {
        Ok(Value::Integer(number)) => number.to_string(),
        Ok(Value::Text(text)) => text,
        Ok(other) => format!("{other:?}"),
        Err(error) => error.to_string(),
    }
}
