//! The student's own two migrations, by what they make of a database.

use crate::shared::{dump, files};
use migrations::runner;
use refinery::Runner;
use rusqlite::{Connection, Result};
use scenario::{Scenario, open};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe("an empty database: each migration gets its row", || {
        on_empty(&runner(), &file)
    });
    s.observe("the tables are empty afterwards", || {
        let db = open(&file).expect("a database");
        let count = |table| number(&db, &format!("SELECT count(*) FROM {table}"));
        format!("users: {}, posts: {}", count("users"), count("posts"))
    });
    s.observe("a second run applies nothing, and susan stays", || {
        let mut db = open(&file).expect("a database");
        let stored = db.execute_batch(
            "INSERT INTO users (id, username, email) VALUES (1, 'susan', 'Susan@x.com');
             INSERT INTO posts (body, user_id) VALUES ('hello, microblog', 1);",
        );
        let report = runner().run(&mut db);
        let count = report.map(|report| report.applied_migrations().len());
        let count = count.map_or_else(|error| error.to_string(), |count| count.to_string());
        let found = number(
            &db,
            "SELECT count(*) FROM users JOIN posts ON user_id = users.id",
        );
        format!(
            "she and her post are {}; applied: {count}; there with a post: {found}",
            said(stored)
        )
    });
    s.observe("a username has 1 to 64 letters", || {
        let username = |name: &str| insert(&file, name, Some("new@x.com"));
        lengths(&[0, 1, 64, 65], |length| username(&"é".repeat(length)))
    });
    s.observe("an address has 3 to 120 letters", || {
        let email = |email: &str| insert(&file, "new", Some(email));
        lengths(&[2, 3, 120, 121], |length| email(&"é".repeat(length)))
    });
    s.observe("susan@X.COM is the address of Susan@x.com", || {
        let stored = "SELECT email FROM users WHERE id = 1";
        let db = open(&file).expect("a database");
        let stored: Result<String> = db.query_row(stored, [], |row| row.get(0));
        format!(
            "a second user with it: {}\nthe first one is stored as {}",
            insert(&file, "sue", Some("susan@X.COM")),
            stored.unwrap_or_else(|error| error.to_string())
        )
    });
    s.observe("a post has at most 140 letters", || {
        lengths(&[0, 140, 141], |length| {
            post(
                &file,
                "body, user_id",
                &format!("'{}', 1", "é".repeat(length)),
            )
        })
    });
    s.observe("a post that says no time is of now, in UTC", || {
        let db = open(&file).expect("a database");
        let sql = "SELECT abs(unixepoch() - unixepoch(timestamp)) < 60 FROM posts LIMIT 1";
        match db.query_row(sql, [], |row| row.get::<_, Option<bool>>(0)) {
            Ok(Some(true)) => "it is".to_owned(),
            Ok(Some(false)) => "it is of another time".to_owned(),
            Ok(None) => "it has a text that is no time".to_owned(),
            Err(error) => error.to_string(),
        }
    });
    s.observe("without its author no post stays", || {
        let db = open(&file).expect("a database");
        let on = db.pragma_update(None, "foreign_keys", true);
        let dangling = db.execute("INSERT INTO posts (body, user_id) VALUES ('?', 99)", []);
        let deleted = db.execute("DELETE FROM users WHERE id = 1", []);
        format!(
            "a post of user 99: {}\nsusan is {}; posts left: {}",
            said(on.and(dangling)),
            said(deleted).replace("stored", "deleted"),
            number(&db, "SELECT count(*) FROM posts")
        )
    });
    let other = s.empty("other.db");
    s.observe(
        "a table users of somebody else's is not taken for ours",
        || {
            let mut db = open(&other).expect("a database");
            db.execute_batch("CREATE TABLE users (badge TEXT); INSERT INTO users VALUES ('a17')")
                .expect("a table");
            let ended = match runner().run(&mut db) {
                Ok(_) => "the migrations say that all is well",
                Err(_) => "an error",
            };
            let badge: Result<String> =
                db.query_row("SELECT badge FROM users", [], |row| row.get(0));
            let badge = badge.unwrap_or_else(|error| error.to_string());
            format!("{ended}; their badge: {badge}")
        },
    );
    let edited = s.empty("edited.db");
    s.observe("a history that does not fit the files is refused", || {
        on_edited(&runner(), &edited)
    });
    let found = files(&s.crate_dir().join("migrations"));
    let looks_right = |name: &&String| name.ends_with(".sql") || name.ends_with(".rs");
    let found = found.keys().any(|name| looks_right(&name));
    s.clue(
        "what lies in the folder migrations",
        if found {
            "files of SQL"
        } else {
            "no file of SQL"
        },
    );
}

fn on_empty(runner: &Runner, file: &Path) -> String {
    let mut db = open(file).expect("a database");
    let wanted = runner.get_migrations();
    if let Err(error) = runner.run(&mut db) {
        return format!("an error: {error}");
    }
    let rows = number(&db, "SELECT count(*) FROM refinery_schema_history");
    match wanted.len() {
        0 => "there is no migration: refinery has found no file".to_owned(),
        len if len.to_string() == rows => "each has its row in the history".to_owned(),
        len => format!("{len} migrations and {rows} rows in the history"),
    }
}

/// The history says that another text was applied.
fn on_edited(runner: &Runner, file: &Path) -> String {
    let mut db = open(file).expect("a database");
    let edited = runner
        .run(&mut db)
        .map_err(|error| error.to_string())
        .and_then(|_| {
            db.execute("UPDATE refinery_schema_history SET checksum = '1'", [])
                .map_err(|error| error.to_string())
        });
    let before = dump(file);
    match (edited, runner.run(&mut db)) {
        (Err(error), _) => error,
        (Ok(0), _) => "there is no history".to_owned(),
        (Ok(_), Ok(_)) => "it is accepted".to_owned(),
        (Ok(_), Err(_)) if dump(file) == before => "refused, and nothing has changed".to_owned(),
        (Ok(_), Err(_)) => "refused, but something has changed".to_owned(),
    }
}

/// Tries a new user, and takes it away again.
fn insert(file: &Path, username: &str, email: Option<&str>) -> String {
    let mut db = open(file).expect("a database");
    let tried = db.transaction().expect("a transaction");
    let sql = "INSERT INTO users (username, email) VALUES (?1, ?2)";
    said(tried.execute(sql, (username, email)))
}

fn post(file: &Path, columns: &str, values: &str) -> String {
    let mut db = open(file).expect("a database");
    let tried = db.transaction().expect("a transaction");
    said(tried.execute(
        &format!("INSERT INTO posts ({columns}) VALUES ({values})"),
        [],
    ))
}

fn lengths(lengths: &[usize], attempt: impl Fn(usize) -> String) -> String {
    let lines = lengths
        .iter()
        .map(|length| format!("{length}: {}", attempt(*length)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Which rule refuses is the student's choice: a CHECK or a trigger.
fn said<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => "stored".to_owned(),
        Err(rusqlite::Error::SqliteFailure(failure, _))
            if failure.code == rusqlite::ErrorCode::ConstraintViolation =>
        {
            "refused".to_owned()
        }
        Err(error) => error.to_string(),
    }
}

fn number(db: &Connection, sql: &str) -> String {
    db.query_row(sql, [], |row| row.get::<_, i64>(0))
        .map_or_else(|error| error.to_string(), |number| number.to_string())
}
