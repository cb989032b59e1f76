//! Which rows have changed, as far as they have really changed.

use crate::shared::{STILL_OPEN, UNUSUAL, changes, lend_with_sue, state};
use config::{ChangeLog, Config, Op, track};
use rusqlite::Connection;
use rusqlite::hooks::Action;
use scenario::{Scenario, about};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

pub fn run(s: &mut Scenario) {
    let [off, bare, on, groups, undone, open, large, other] = [
        "off", "bare", "on", "groups", "undone", "open", "large", "other",
    ]
    .map(|name| s.filled(&format!("{name}.db")));
    let (mut hooks, mut others) = (String::new(), String::new());
    s.observe("changes-off", "switched off: nothing is reported", || {
        let (db, log) = tracked(&off, false);
        act(&db, THREE, &log)
    });
    s.observe(
        "hooks-off",
        "switched off: nothing is installed in the connection",
        || {
            let (hooks, others) = installed(&bare, false);
            if others == NOTHING { hooks } else { others }
        },
    );
    s.observe(
        "changes-on",
        "switched on: an INSERT, an UPDATE and a DELETE, in that order",
        || {
            (hooks, others) = installed(&bare, true);
            let (db, log) = tracked(&on, true);
            act(&db, THREE, &log)
        },
    );
    s.clue("hooks-on", hooks);
    s.observe(
        "other-settings",
        "switched on: nothing else of the connection is changed, nor of the file",
        || {
            about(&bare);
            others
        },
    );
    s.observe(
        "second-take",
        "what was taken is not reported again",
        || {
            let (db, log) = tracked(&groups, true);
            let first = act(&db, SAME_ROWS, &log);
            let second = act(&db, &["DELETE FROM posts WHERE id = 644"], &log);
            format!("first take:\n{first}\nsecond take:\n{second}")
        },
    );
    s.observe(
        "many-and-large",
        "eleven thousand rows, rowids of 64 bits, tables with odd names",
        || many_and_large(&large),
    );
    s.observe(
        "own-log",
        "a log is that of its connection, and outlives it",
        || own_log(&on, &other),
    );
    s.observe(
        "rolled-back",
        "rows of a transaction that was rolled back are not reported",
        || {
            let (db, log) = tracked(&undone, true);
            let ghost = "INSERT INTO users VALUES (7, 'ghost', 'ghost@example.com')";
            let more = "UPDATE posts SET body = 'boo'";
            let undone = ["BEGIN", ghost, more, "ROLLBACK"];
            let before = act(&db, &[&[MARY][..], &undone, &undone].concat(), &log);
            // The first of its rows is changed, and changed back.
            let failed = db
                .execute("UPDATE users SET username = 'anne'", [])
                .is_err();
            assert!(failed, "a name is unique");
            let after = act(&db, &["DELETE FROM posts WHERE id = 1"], &log);
            format!("after the rollback:\n{before}\nafter the next commit:\n{after}")
        },
    );
    s.observe(
        "still-open",
        "rows of a transaction that is still open are not reported yet",
        || {
            let (db, log) = tracked(&open, true);
            let before = act(
                &db,
                &["DELETE FROM posts WHERE id = 3", "BEGIN", MARY],
                &log,
            );
            let after = act(&db, &["COMMIT"], &log);
            let inside = act(
                &db,
                &["SAVEPOINT s", "DELETE FROM users WHERE id = 848"],
                &log,
            );
            let released = act(&db, &["RELEASE s"], &log);
            end(&db);
            format!(
                "before the commit:\n{before}\nafter it:\n{after}\n\
                 inside of a savepoint:\n{inside}\nafter its release:\n{released}"
            )
        },
    );
}

const MARY: &str = "INSERT INTO users VALUES (848, 'mary', 'mary@example.com')";

const THREE: &[&str] = &[
    "INSERT INTO users VALUES (733, 'anne', 'anne@example.com')",
    "UPDATE users SET username = 'sue' WHERE id = 1",
    "DELETE FROM posts WHERE id = 2",
];

/// The order is not that of the rowids, and one row changes more than once.
const SAME_ROWS: &[&str] = &[
    "BEGIN",
    "DELETE FROM posts WHERE id = 3",
    "INSERT INTO posts VALUES (645, 'b', 2), (644, 'a', 1), (646, 'e', 1)",
    "UPDATE users SET email = 's@example.com' WHERE id = 1",
    "UPDATE posts SET body = 'c' WHERE id = 644",
    "UPDATE posts SET body = 'd' WHERE id = 644",
    "DELETE FROM posts WHERE id = 646",
    "INSERT INTO posts VALUES (646, 'f', 2)",
    "COMMIT",
];

const ODD: &str = r#"CREATE TABLE "Odd 'table'" (id INTEGER PRIMARY KEY);
    CREATE TABLE "_main.é" (id INTEGER PRIMARY KEY);
    CREATE TABLE " notes " (id INTEGER PRIMARY KEY);
    CREATE TABLE """notes""" (id INTEGER PRIMARY KEY);
    CREATE TABLE sqlite3 (id INTEGER PRIMARY KEY);
    CREATE TABLE refinery_schema_history (id INTEGER PRIMARY KEY);"#;

fn many_and_large(file: &Path) -> String {
    if let Err(error) = scenario::open(file).and_then(|db| db.execute_batch(ODD)) {
        return error.to_string();
    }
    let (db, log) = tracked(file, true);
    let many = "WITH n(id) AS (SELECT 101 UNION ALL SELECT id + 1 FROM n WHERE id < 11100)
        INSERT INTO posts SELECT id, 'x', 1 FROM n";
    if let Err(error) = db.execute_batch(many) {
        return error.to_string();
    }
    let taken: Vec<i64> = log.take().iter().map(|change| change.rowid).collect();
    drop(db);
    let (db, log) = tracked(file, true);
    let large = r#"INSERT INTO "Odd 'table'" VALUES (9007199254740993), (-7), (0)"#;
    let others = [
        r#"INSERT INTO "_main.é" VALUES (2)"#,
        r#"INSERT INTO " notes " VALUES (3)"#,
        r#"INSERT INTO """notes""" VALUES (4)"#,
        "INSERT INTO sqlite3 VALUES (5)",
        "INSERT INTO refinery_schema_history VALUES (6)",
    ];
    let odd = act(&db, &[&[large][..], &others].concat(), &log);
    let which = match (taken.first(), taken.last()) {
        (Some(101), Some(11100)) => "from the first to the last",
        (Some(101), _) => "the last is missing",
        (_, Some(11100)) => "the first is missing",
        (None, None) => "none of them",
        _ => "neither the first nor the last is there",
    };
    let order = match taken.windows(2).find(|pair| pair[0] > pair[1]) {
        None => "in order".to_owned(),
        Some(pair) => format!("{} before {}", pair[0], pair[1]),
    };
    format!("{} rows, {which}, {order}\n{odd}", taken.len())
}

fn own_log(file: &Path, other: &Path) -> String {
    let (db, log) = tracked(file, true);
    let (other_db, other_log) = tracked(other, true);
    let (twin_db, twin_log) = tracked(file, true);
    // Both have a transaction open, one of them is rolled back in between.
    for (db, sql) in [
        (&other_db, "BEGIN"),
        (&db, "BEGIN"),
        (&other_db, THREE[2]),
        (&db, THREE[2]),
        (&db, "ROLLBACK"),
        (&db, MARY),
        (&other_db, "COMMIT"),
        (&twin_db, "DELETE FROM posts WHERE id = 1"),
    ] {
        if let Err(error) = db.execute_batch(sql) {
            end(&other_db);
            return format!("{sql}: {error}");
        }
    }
    drop((db, other_db, twin_db));
    format!(
        "the one:\n{}\nthe other:\n{}\na second one on the file of the one:\n{}",
        taken(&log),
        taken(&other_log),
        taken(&twin_log)
    )
}

/// rusqlite frees the hooks before SQLite closes the connection and rolls back what is open.
fn end(db: &Connection) {
    if !db.is_autocommit() {
        let _ = db.execute_batch("ROLLBACK");
    }
}

fn tracked(file: &Path, track_modifications: bool) -> (Connection, ChangeLog) {
    let mut db = Connection::open(file).expect("a database");
    let log = track(&mut db, &config(file, track_modifications));
    (db, log)
}

fn config(file: &Path, track_modifications: bool) -> Config {
    let database_url = format!("sqlite:///{}", file.display());
    Config {
        database_url,
        secret_key: "key".to_owned(),
        track_modifications,
    }
}

/// A connection has one hook of each kind: a new one takes the place of ours.
/// The second answer is what else is changed; triggers may need a table of their own in TEMP.
fn installed(file: &Path, track_modifications: bool) -> (String, String) {
    let mut db = Connection::open(file).expect("a database");
    let ours = Arc::new([
        AtomicBool::new(false),
        AtomicBool::new(false),
        AtomicBool::new(false),
    ]);
    let [update, commit, rollback] = [0, 1, 2].map(|index| {
        let ours = Arc::clone(&ours);
        move || ours[index].store(true, Relaxed)
    });
    let on_commit = move || {
        commit();
        false
    };
    db.update_hook(Some(move |_: Action, _: &str, _: &str, _: i64| update()))
        .expect("a hook");
    db.commit_hook(Some(on_commit)).expect("a hook");
    db.rollback_hook(Some(rollback)).expect("a hook");
    db.execute_batch("PRAGMA foreign_keys = ON")
        .expect("a setting");
    let before = state(&db);
    let _log = track(&mut db, &config(file, track_modifications));
    let mut changed = changes(&before, &state(&db), may_change);
    let _ = db.execute_batch("BEGIN; UPDATE posts SET body = body; COMMIT; BEGIN; ROLLBACK");
    let names = ["an update hook", "a commit hook", "a rollback hook"];
    let mut found: Vec<_> = names
        .into_iter()
        .zip(&*ours)
        .filter(|(_, called)| !called.load(Relaxed))
        .map(|(name, _)| name)
        .collect();
    let triggers = "SELECT count(*) FROM temp.sqlite_schema WHERE type = 'trigger'";
    if db.query_row(triggers, [], |row| row.get(0)).unwrap_or(0) > 0 {
        found.push("triggers");
    }
    // No hook tells of this row's change, and it is committed all the same.
    if db.execute_batch("PRAGMA user_version = 99").is_err() {
        changed.push("a statement that changes no row is refused".to_owned());
    }
    drop(db);
    for line in changed_elsewhere(file, &config(file, track_modifications)) {
        if !changed.contains(&line) {
            changed.push(line);
        }
    }
    let or_nothing = |lines: String| {
        if lines.is_empty() {
            NOTHING.to_owned()
        } else {
            lines
        }
    };
    (or_nothing(found.join(", ")), or_nothing(changed.join("\n")))
}

const NOTHING: &str = "nothing is";

fn may_change(name: &str, _: &str) -> bool {
    name.starts_with("temp")
}

/// What is changed of a connection with unusual settings, and of one with a transaction open.
fn changed_elsewhere(file: &Path, cfg: &Config) -> Vec<String> {
    let mut unusual = Connection::open(file).expect("a database");
    // Triggers may take the place of hooks, and cannot be made for reading only. The connection
    // before this one has foreign keys on.
    unusual
        .execute_batch(&format!(
            "{UNUSUAL} PRAGMA query_only = OFF; PRAGMA foreign_keys = OFF"
        ))
        .expect("settings");
    let before = state(&unusual);
    drop(track(&mut unusual, cfg));
    let mut changed = changes(&before, &state(&unusual), may_change);
    end(&unusual);
    drop(unusual);
    let mut busy = Connection::open(file).expect("a database");
    match lend_with_sue(&mut busy, |db| drop(track(db, cfg))) {
        Ok((_, STILL_OPEN)) => {}
        Ok((_, ended)) => changed.push(format!("a transaction that was open {ended}")),
        Err(error) => changed.push(error.to_string()),
    }
    end(&busy);
    changed
}

/// Runs statements and tells what the log has noted since the last time.
fn act(db: &Connection, statements: &[&str], log: &ChangeLog) -> String {
    for sql in statements {
        if let Err(error) = db.execute_batch(sql) {
            return format!("{sql}: {error}");
        }
    }
    taken(log)
}

fn taken(log: &ChangeLog) -> String {
    let line = |change: &config::Change| {
        let op = match change.op {
            Op::Insert => "Insert",
            Op::Update => "Update",
            Op::Delete => "Delete",
        };
        let (table, rowid): (&String, i64) = (&change.table, change.rowid);
        format!("{op} {table} {rowid}")
    };
    let changes = log.take();
    if changes.is_empty() {
        "nothing".to_owned()
    } else {
        changes.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}
