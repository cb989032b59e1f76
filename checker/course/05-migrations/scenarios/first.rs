//! The student's own two migrations, by what they make of a database.

use crate::shared::{dump, files};
use migrations::runner;
use refinery::Runner;
use rusqlite::{Connection, Result};
use scenario::{Scenario, open};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe(
        "empty-database",
        "an empty database: each migration gets its row",
        || on_empty(&runner(), &file),
    );
    s.observe("rows-afterwards", "the tables are empty afterwards", || {
        let db = open(&file).expect("a database");
        let count = |table| number(&db, &format!("SELECT count(*) FROM {table}"));
        format!("users: {}, posts: {}", count("users"), count("posts"))
    });
    s.observe(
        "second-run",
        "a second run applies nothing, and susan stays",
        || {
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
        },
    );
    s.observe("username-lengths", "a username has 1 to 64 letters", || {
        let username = |name: &str| insert(&file, name, Some("new@x.com"));
        lengths(&[0, 1, 64, 65], |length| username(&"é".repeat(length)))
    });
    s.observe("address-lengths", "an address has 3 to 120 letters", || {
        let email = |email: &str| insert(&file, "new", Some(email));
        lengths(&[2, 3, 120, 121], |length| email(&"é".repeat(length)))
    });
    s.observe(
        "other-spelling",
        "susan@X.COM is the address of Susan@x.com",
        || {
            let stored = "SELECT email FROM users WHERE id = 1";
            let db = open(&file).expect("a database");
            let stored: Result<String> = db.query_row(stored, [], |row| row.get(0));
            format!(
                "a second user with it: {}\nthe first one is stored as {}",
                insert(&file, "sue", Some("susan@X.COM")),
                stored.unwrap_or_else(|error| error.to_string())
            )
        },
    );
    s.observe("post-lengths", "a post has at most 140 letters", || {
        lengths(&[0, 140, 141], |length| {
            post(
                &file,
                "body, user_id",
                &format!("'{}', 1", "é".repeat(length)),
            )
        })
    });
    s.observe(
        "post-without-time",
        "a post that says no time is of now, in UTC",
        || {
            let db = open(&file).expect("a database");
            let sql = "SELECT abs(unixepoch() - unixepoch(timestamp)) < 60 FROM posts LIMIT 1";
            match db.query_row(sql, [], |row| row.get::<_, Option<bool>>(0)) {
                Ok(Some(true)) => "it is".to_owned(),
                Ok(Some(false)) => "it is of another time".to_owned(),
                Ok(None) => "it has a text that is no time".to_owned(),
                Err(error) => error.to_string(),
            }
        },
    );
    s.observe(
        "posts-without-author",
        "without its author no post stays",
        || {
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
        },
    );
    let other = s.empty("other.db");
    s.observe(
        "users-taken",
        "a table users of somebody else's is not taken for ours",
        || {
            let mut db = open(&other).expect("a database");
            db.execute_batch("CREATE TABLE users (badge TEXT); INSERT INTO users VALUES ('a17')")
                .expect("a table");
            let ended = ended(&mut db);
            let badge: Result<String> =
                db.query_row("SELECT badge FROM users", [], |row| row.get(0));
            let badge = badge.unwrap_or_else(|error| error.to_string());
            format!("{ended}; their badge: {badge}")
        },
    );
    let (posts, index) = (s.empty("their-posts.db"), s.empty("their-index.db"));
    s.observe(
        "posts-or-index-taken",
        "nor is a table posts, or an index of that name",
        || on_posts(&posts) + "\n" + &on_index(&file, &index),
    );
    let edited = s.empty("edited.db");
    s.observe(
        "edited-history",
        "a history that does not fit the files is refused",
        || on_edited(&runner(), &edited),
    );
    let lying = lying(&s.crate_dir().join("migrations"));
    s.clue("migrations-folder", lying);
}

/// Why refinery may see nothing there.
fn lying(folder: &Path) -> &'static str {
    let found = files(folder);
    let mut names = found
        .keys()
        .filter(|name| name.ends_with(".sql") || name.ends_with(".rs"))
        .peekable();
    // V1_users: a number, and one underscore behind it.
    let one_underscore = |name: &String| {
        let number = name.trim_start_matches(['V', 'v']);
        let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < number.len() && rest.starts_with('_') && !rest.starts_with("__")
    };
    if names.peek().is_none() {
        "no file of SQL"
    } else if names.any(one_underscore) {
        "a file with one underscore"
    } else {
        "files of SQL"
    }
}

/// Their table has the columns that an index would want: only its name is in the way.
fn on_posts(file: &Path) -> String {
    let mut db = open(file).expect("a database");
    db.execute_batch(
        "CREATE TABLE posts (note TEXT, user_id INTEGER, timestamp TEXT);
         INSERT INTO posts (note) VALUES ('b12');",
    )
    .expect("a table");
    let ended = ended(&mut db);
    let note: Result<String> = db.query_row("SELECT note FROM posts", [], |row| row.get(0));
    let note = note.unwrap_or_else(|error| error.to_string());
    format!("posts: {ended}; their note: {note}")
}

/// The name of the index is the student's choice, as `made` has it.
fn on_index(made: &Path, file: &Path) -> String {
    let sql = "SELECT name FROM sqlite_schema
        WHERE type = 'index' AND tbl_name = 'posts' AND sql IS NOT NULL LIMIT 1";
    let name = open(made).and_then(|db| db.query_row(sql, [], |row| row.get::<_, String>(0)));
    let Ok(name) = name else {
        return "index: there is none".to_owned();
    };
    let mut db = open(file).expect("a database");
    let sql = format!("CREATE TABLE notes (note TEXT); CREATE INDEX \"{name}\" ON notes (note);");
    if let Err(error) = db.execute_batch(&sql) {
        return format!("index: {error}");
    }
    format!("index: {}", ended(&mut db))
}

fn ended(db: &mut Connection) -> &'static str {
    match runner().run(db) {
        Ok(_) => "the migrations say that all is well",
        Err(_) => "an error",
    }
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
