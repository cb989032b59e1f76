//! Which rows have changed, as far as they have really changed.

use config::{ChangeLog, Config, Op, track};
use rusqlite::Connection;
use scenario::Scenario;
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let (off, on, groups, undone) =
        (s.filled("off.db"), s.filled("on.db"), s.filled("groups.db"), s.filled("undone.db"));
    s.observe("switched off: nothing is reported", || {
        let mut db = Connection::open(&off).expect("a database");
        let log = track(&mut db, &config(&off, false));
        act(&db, THREE);
        taken(&log)
    });
    s.observe("switched on: an INSERT, an UPDATE and a DELETE, in that order", || {
        let mut db = Connection::open(&on).expect("a database");
        let log = track(&mut db, &config(&on, true));
        act(&db, THREE);
        taken(&log)
    });
    s.observe("what was taken is not reported again", || {
        let mut db = Connection::open(&groups).expect("a database");
        let log = track(&mut db, &config(&groups, true));
        act(&db, &["BEGIN", "INSERT INTO posts VALUES (4, 'a', 1), (5, 'b', 2)", "COMMIT"]);
        let first = taken(&log);
        act(&db, &["DELETE FROM posts WHERE id = 4"]);
        format!("first take:\n{first}\nsecond take:\n{}", taken(&log))
    });
    s.observe("rows of a transaction that was rolled back are not reported", || {
        let mut db = Connection::open(&undone).expect("a database");
        let log = track(&mut db, &config(&undone, true));
        act(&db, &["BEGIN", "INSERT INTO users VALUES (7, 'ghost', 'ghost@example.com')", "ROLLBACK"]);
        act(&db, &["INSERT INTO users VALUES (8, 'mary', 'mary@example.com')"]);
        taken(&log)
    });
}

const THREE: &[&str] = &[
    "INSERT INTO users VALUES (3, 'anne', 'anne@example.com')",
    "UPDATE users SET username = 'sue' WHERE id = 1",
    "DELETE FROM posts WHERE id = 2",
];

fn config(file: &Path, track_modifications: bool) -> Config {
    let database_url = format!("sqlite:///{}", file.display());
    Config { database_url, secret_key: "key".to_owned(), track_modifications }
}

/// A statement that fails on the student's connection is the student's to see.
fn act(db: &Connection, statements: &[&str]) {
    for sql in statements {
        if let Err(error) = db.execute_batch(sql) {
            panic!("{sql}: {error}");
        }
    }
}

fn taken(log: &ChangeLog) -> String {
    let line = |change: &config::Change| {
        let op = match change.op {
            Op::Insert => "Insert",
            Op::Update => "Update",
            Op::Delete => "Delete",
        };
        format!("{op} {} {}", change.table, change.rowid)
    };
    let changes = log.take();
    if changes.is_empty() { "nothing".to_owned() } else { changes.iter().map(line).collect::<Vec<_>>().join("\n") }
}
