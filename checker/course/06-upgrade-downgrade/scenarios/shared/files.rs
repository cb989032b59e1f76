//! The grader's migrations, and databases that stand at one of them.

use refinery::{Migration, Runner, Target};
use rusqlite::Connection;
use scenario::{Scenario, open};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use upgrade_downgrade::{HISTORY, Repo};

/// Holes between the numbers, a last statement without a semicolon, comments at the end, a table
/// that is built anew while another refers to it: all of it is usual.
///
/// The down scripts tell what they see. The table `told` belongs to no migration.
const FILES: [(&str, &str); 8] = [
    (
        "V1__create_users.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);\n",
    ),
    (
        "V1__create_users.down.sql",
        "INSERT INTO told SELECT '1: users ' || count(*) FROM users;\nDROP TABLE users;\n",
    ),
    (
        "V2__create_posts.sql",
        "CREATE TABLE posts (\n    id INTEGER PRIMARY KEY,\n    body TEXT NOT NULL,\n    \
         user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE\n) -- see lesson 4",
    ),
    (
        "V2__create_posts.down.sql",
        "INSERT INTO told SELECT '2: posts ' || count(*) FROM posts;\nDROP TABLE posts",
    ),
    (
        "V5__index_posts.sql",
        "CREATE INDEX ix_posts_user_id ON posts (user_id);\n",
    ),
    (
        "V5__index_posts.down.sql",
        "INSERT INTO told SELECT '5: posts ' || count(*) FROM posts;\n\
         DROP INDEX ix_posts_user_id; -- the table stays",
    ),
    (
        "V7__create_roles.sql",
        "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);\n\
         INSERT INTO roles (name) VALUES ('User'), ('Administrator');\n\
         ALTER TABLE users ADD COLUMN role_id INTEGER REFERENCES roles(id);\n",
    ),
    ("V7__create_roles.down.sql", REBUILD),
];

/// A migration that came later. Its number is above 7, though not in the alphabet; semicolons stand
/// where no statement ends; a row goes to which others refer; names need quoting.
const NEWER: [(&str, &str); 2] = [
    (
        "V12__greet_users.sql",
        "-- john; his posts go, too\nDELETE FROM users WHERE username = 'john';\n\
         CREATE TABLE \"refinery's \"\"new\"\"\" (\n    id INTEGER PRIMARY KEY AUTOINCREMENT,\n    \
         \"order\" TEXT,\n    size INTEGER AS (length(\"order\"))\n);\n\
         CREATE TRIGGER greeting AFTER INSERT ON users BEGIN\n    \
         INSERT INTO \"refinery's \"\"new\"\"\" (\"order\") VALUES ('hello; ' || new.username);\nEND;\n",
    ),
    (
        "V12__greet_users.down.sql",
        "INSERT INTO told SELECT replace('12: posts;\n', char(10), ' ') || count(*) FROM posts;\n\
         DROP TRIGGER greeting; -- the table; too\nDROP TABLE \"refinery's \"\"new\"\"\"",
    ),
];

const REBUILD: &str = "INSERT INTO told SELECT '7: posts ' || count(*) FROM posts;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);
INSERT INTO new_users (id, username) SELECT id, username FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
DROP TABLE roles;
";

/// Writes the grader's migrations into a folder.
pub(crate) fn folder(s: &Scenario, name: &str) -> PathBuf {
    let dir = s.work().join(name);
    fs::create_dir_all(&dir).expect("a folder");
    for (file, sql) in FILES {
        fs::write(dir.join(file), sql).expect("a migration");
    }
    dir
}

/// As [`folder`], with a newer migration.
pub(crate) fn newer(s: &Scenario, name: &str) -> PathBuf {
    let dir = folder(s, name);
    for (file, sql) in NEWER {
        fs::write(dir.join(file), sql).expect("a migration");
    }
    dir
}

/// As [`folder`], with one file that has another text, or none.
pub(crate) fn folder_but(s: &Scenario, name: &str, file: &str, sql: Option<&str>) -> PathBuf {
    let dir = folder(s, name);
    match sql {
        Some(sql) => fs::write(dir.join(file), sql).expect("a migration"),
        None => fs::remove_file(dir.join(file)).expect("a migration"),
    }
    dir
}

/// The text of one of the grader's files.
pub(crate) fn text_of(file: &str) -> &'static str {
    let found = FILES.iter().find(|(name, _)| *name == file);
    found.expect("one of the grader's files").1
}

pub(crate) fn repo(dir: &Path) -> Repo {
    Repo::read(dir).expect("the grader's migrations")
}

/// The way up, with the newer migration.
pub(crate) fn migrations() -> Vec<Migration> {
    let all = FILES.iter().chain(&NEWER);
    let ups = all.filter(|(file, _)| !file.contains(".down."));
    let up = |(file, sql): &(&str, &str)| {
        Migration::unapplied(file.trim_end_matches(".sql"), sql).expect("a migration")
    };
    ups.map(up).collect()
}

/// A microblog that refinery has brought to `version`, with rows in it. 0 is a database without
/// a history.
pub(crate) fn database(s: &Scenario, name: &str, version: i32) -> PathBuf {
    copied(s, name, (version, true))
}

/// As [`database`], without a row.
pub(crate) fn bare(s: &Scenario, name: &str, version: i32) -> PathBuf {
    copied(s, name, (version, false))
}

/// Each is made once, for refinery takes a while.
fn copied(s: &Scenario, name: &str, of: (i32, bool)) -> PathBuf {
    static MADE: Mutex<BTreeMap<(i32, bool), Vec<u8>>> = Mutex::new(BTreeMap::new());
    let file = s.empty(name);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = made.entry(of).or_insert_with(|| {
        make(&file, of);
        fs::read(&file).expect("a database")
    });
    fs::write(&file, bytes).expect("a database");
    file
}

fn make(file: &Path, (version, has_rows): (i32, bool)) {
    let mut db = open(file).expect("a database");
    db.execute_batch("CREATE TABLE told (line TEXT)")
        .expect("a table");
    if version > 0 {
        run(&mut db, version);
    }
    let rows = [
        (
            1,
            "INSERT INTO users (id, username) VALUES (1, 'susan'), (2, 'john')",
        ),
        (
            2,
            "INSERT INTO posts VALUES (1, 'my first post!', 2), (2, 'hello', 1), (3, 'again', 1)",
        ),
        (7, "UPDATE users SET role_id = 2 WHERE id = 1"),
    ];
    for (since, sql) in rows {
        if has_rows && since <= version {
            db.execute_batch(sql).expect("rows");
        }
    }
}

/// Lets refinery go up to `version`.
pub(crate) fn run(db: &mut Connection, version: i32) {
    Runner::new(&migrations())
        .set_grouped(true)
        .set_target(Target::Version(version))
        .run(db)
        .expect("the grader's migrations run");
}

/// Keeps a row of the history, and DELETE says nothing of it.
pub(crate) fn keep_row(file: &Path, version: i32) {
    let sql = format!(
        "CREATE TRIGGER keep_history BEFORE DELETE ON {HISTORY} WHEN OLD.version = {version}
         BEGIN SELECT RAISE(IGNORE); END"
    );
    let db = open(file).expect("a database");
    db.execute_batch(&sql).expect("a trigger");
}

/// Refuses a row of the history, as if the light went out at that moment. The trigger's name does not tell.
pub(crate) fn power_cut(file: &Path, when: &str, version: i32) {
    let row = if when == "INSERT" { "NEW" } else { "OLD" };
    let sql = format!(
        "CREATE TRIGGER keep_history BEFORE {when} ON {HISTORY} WHEN {row}.version = {version}
         BEGIN SELECT RAISE(ABORT, 'the history stays'); END"
    );
    let db = open(file).expect("a database");
    db.execute_batch(&sql).expect("a trigger");
}
