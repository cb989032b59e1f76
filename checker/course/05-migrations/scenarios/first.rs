//! The student's own two migrations, by what they make of a database.

use crate::shared::{dump, dump_change, files, first_fault};
use migrations::runner;
use refinery::{Runner, Target};
use rusqlite::{Connection, Result, ToSql};
use scenario::{Scenario, TEXTS, open, theirs};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe(
        "empty-database",
        "an empty database: each migration gets its row",
        || on_empty(&runner(), &file),
    );
    let halves = s.empty("halves.db");
    s.observe(
        "each-version",
        "V1 makes users, V2 makes posts, and nothing else",
        || one_by_one(&halves).unwrap_or_else(|error| format!("an error: {error}")),
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
            let report = theirs(|| runner().run(&mut db));
            let count = report.map(|report| report.applied_migrations().len());
            let count = count.map_or_else(|error| error.to_string(), |count| count.to_string());
            let found = number(
                &db,
                "SELECT count(*) FROM users JOIN posts ON user_id = users.id",
            );
            let row = "SELECT concat_ws(' | ', id, username, email, ifnull(password_hash, 'NULL'))
                 FROM users";
            let row = db.query_row(row, [], |row| row.get(0));
            let row: String = row.unwrap_or_else(|error| error.to_string());
            format!(
                "she and her post are {}; applied: {count}; there with a post: {found}\n{row}",
                said(stored.map(|()| 1))
            )
        },
    );
    s.observe("username-lengths", "a username has 1 to 64 letters", || {
        lengths(&[0, 1, 64, 65], |text| user(&file, "username", &text))
    });
    s.observe("address-lengths", "an address has 3 to 120 letters", || {
        lengths(&[2, 3, 120, 121], |text| user(&file, "email", &text))
    });
    s.observe(
        "other-spelling",
        "susan@X.COM is the address of Susan@x.com",
        || {
            let stored = "SELECT email FROM users WHERE id = 1";
            let db = open(&file).expect("a database");
            let stored: Result<String> = db.query_row(stored, [], |row| row.get(0));
            let with = |address| {
                let user = USER.map(|(column, value)| match column {
                    "email" => (column, Some(address)),
                    _ => (column, Some(value)),
                });
                insert(&file, "users", &user)
            };
            format!(
                "a second user with it: {}\na second user with Susan@x.com: {}\nthe first one is stored as {}",
                with("susan@X.COM"),
                with("Susan@x.com"),
                stored.unwrap_or_else(|error| error.to_string())
            )
        },
    );
    s.observe("post-lengths", "a post has at most 140 letters", || {
        lengths(&[0, 140, 141], |text| {
            insert(
                &file,
                "posts",
                &[("body", Some(&text)), ("user_id", Some("1"))],
            )
        })
    });
    s.observe(
        "required",
        "what is required is neither NULL nor left out",
        || left_out(&file),
    );
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
            let moved = db.execute("UPDATE users SET id = 9 WHERE id = 1", []);
            let deleted = db.execute("DELETE FROM users WHERE username = 'susan'", []);
            format!(
                "a post of user 99: {}\nanother id for susan, who has a post: {}\nsusan is {}; posts left: {}",
                said(on.and(dangling)),
                said(moved),
                said(deleted).replace("stored", "deleted"),
                number(&db, "SELECT count(*) FROM posts")
            )
        },
    );
    let odd = s.empty("odd.db");
    s.observe(
        "odd-texts",
        "odd texts in all columns, and then the first user goes",
        || odd_texts(&odd),
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
    let newer = s.empty("newer.db");
    s.observe(
        "unknown-version",
        "a history that knows a version more is refused",
        || on_newer(&runner(), &newer),
    );
    let lying = lying(&s.crate_dir().join("migrations"));
    s.clue("migrations-folder", lying);
}

/// Users and posts that are stored as they are. The ids fit neither into 32 bits nor into a float.
/// The first time is not in the spelling of SQLite, the ninth is empty, the others are none: the
/// task says TEXT. The first password is long, and the second empty.
fn odd_texts(file: &Path) -> String {
    let mut db = open(file).expect("a database");
    if let Err(error) = theirs(|| runner().run(&mut db)) {
        return format!("an error: {error}");
    }
    let on = db.pragma_update(None, "foreign_keys", true);
    on.expect("a setting");
    let ids = || (0..).map(|number| 9_007_199_254_740_993_i64 + number);
    let long = "é".repeat(300);
    let rows = || {
        TEXTS
            .into_iter()
            .enumerate()
            .zip(ids())
            .map(|((at, text), id)| match at {
                0 => (text, id, "1999-12-31T23:59:59.5Z", long.as_str()),
                1 => (text, id, "1999-12-31 23:59", ""),
                8 => (text, id, "", text),
                _ => (text, id, text, text),
            })
    };
    let stored = first_fault(rows(), |(text, id, time, hash)| {
        let email = format!("{text}@{text}");
        let user = "INSERT INTO users (id, username, email, password_hash) VALUES (?1, ?2, ?3, ?4)";
        let post = "INSERT INTO posts (id, body, timestamp, user_id) VALUES (?1, ?2, ?3, ?1)";
        let stored = db
            .execute(user, (id, text, email, hash))
            .and_then(|_| db.execute(post, (id, text, time)));
        match said(stored).as_str() {
            "stored" => None,
            said => Some(format!("{text:?}: {said}")),
        }
    });
    let there = first_fault(rows(), |(text, id, time, hash)| {
        let sql = "SELECT CASE WHEN username IS NOT ?2 COLLATE BINARY THEN 'username'
                WHEN email IS NOT ?2 || '@' || ?2 COLLATE BINARY THEN 'email'
                WHEN password_hash IS NOT ?4 COLLATE BINARY THEN 'password_hash'
                WHEN body IS NOT ?2 COLLATE BINARY THEN 'body'
                WHEN timestamp IS NOT ?3 COLLATE BINARY THEN 'timestamp' END
            FROM users JOIN posts ON users.id = user_id WHERE users.id = ?1 AND posts.id = ?1";
        match db.query_row(sql, (id, text, time, hash), |row| {
            row.get::<_, Option<String>>(0)
        }) {
            Ok(None) => None,
            Ok(Some(column)) => Some(format!("{text:?} is there with another {column}")),
            Err(_) => Some(format!("{text:?} is not there, as a user with a post")),
        }
    });
    let deleted = db.execute("DELETE FROM users WHERE id = ?1", [ids().next()]);
    let left = ["users", "posts"].map(|table| {
        let count = number(&db, &format!("SELECT count(*) FROM {table}"));
        match count == (TEXTS.len() - 1).to_string() {
            true => format!("{table}: one less"),
            false => format!("{table}: {count}"),
        }
    });
    format!(
        "stored: {stored}\nin the tables: {there}\nthe first user is {}; {}",
        said(deleted).replace("stored", "deleted"),
        left.join(", ")
    )
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
    let ended = ended(&mut db);
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'notes'";
    match number(&db, sql).as_str() {
        "1" => format!("index: {ended}"),
        _ => format!("index: {ended}; theirs is gone"),
    }
}

fn ended(db: &mut Connection) -> &'static str {
    match theirs(|| runner().run(db)) {
        Ok(_) => "the migrations say that all is well",
        Err(_) => "an error",
    }
}

fn on_empty(runner: &Runner, file: &Path) -> String {
    let mut db = open(file).expect("a database");
    let wanted = runner.get_migrations();
    if let Err(error) = theirs(|| runner.run(&mut db)) {
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
    let edited = theirs(|| runner.run(&mut db))
        .map_err(|error| error.to_string())
        .and_then(|_| {
            db.execute("UPDATE refinery_schema_history SET checksum = '1'", [])
                .map_err(|error| error.to_string())
        });
    let before = dump(file);
    match (edited, theirs(|| runner.run(&mut db))) {
        (Err(error), _) => error,
        (Ok(0), _) => "there is no history".to_owned(),
        (Ok(_), Ok(_)) => "it is accepted".to_owned(),
        (Ok(_), Err(_)) => match dump_change(&before, &dump(file)) {
            None => "refused, and nothing has changed".to_owned(),
            Some(change) => format!("refused, but {change}"),
        },
    }
}

/// The history of a program that is newer than this one.
fn on_newer(runner: &Runner, file: &Path) -> String {
    let mut db = open(file).expect("a database");
    let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
        VALUES (2147483647, 'later', '2026-04-01T12:00:00Z', '1')";
    let applied = theirs(|| runner.run(&mut db)).map_err(|error| error.to_string());
    let known = applied.and_then(|_| db.execute(sql, []).map_err(|error| error.to_string()));
    match (known, theirs(|| runner.run(&mut db))) {
        (Err(error), _) => error,
        (Ok(_), Ok(_)) => "it is accepted".to_owned(),
        (Ok(_), Err(_)) => "refused".to_owned(),
    }
}

/// Tables and views after the first version, and after all of them.
fn one_by_one(file: &Path) -> std::result::Result<String, Box<dyn std::error::Error>> {
    let mut db = open(file)?;
    let sql = "SELECT group_concat(name, ', ' ORDER BY name) FROM sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'refinery%'";
    let names = |db: &Connection| db.query_row(sql, [], |row| row.get::<_, Option<String>>(0));
    theirs(|| runner().set_target(Target::Version(1)).run(&mut db))?;
    let first = names(&db)?.unwrap_or_default();
    theirs(|| runner().run(&mut db))?;
    let all = names(&db)?.unwrap_or_default();
    Ok(format!("up to V1: {first}\nup to V2: {all}"))
}

/// A row with these values, `None` being NULL.
type Row<'a> = [(&'a str, Option<&'a str>)];

/// Somebody new.
const USER: [(&str, &str); 2] = [("username", "new"), ("email", "new@x.com")];

/// A post of susan's.
const POST: [(&str, &str); 3] = [
    ("body", "hello"),
    ("timestamp", "2026-04-01 12:00:00"),
    ("user_id", "1"),
];

/// Tries a new row, and takes it away again.
fn insert(file: &Path, table: &str, row: &Row<'_>) -> String {
    let mut db = open(file).expect("a database");
    let tried = db.transaction().expect("a transaction");
    said(add(&tried, table, row))
}

fn add(db: &Connection, table: &str, row: &Row<'_>) -> Result<usize> {
    let columns: Vec<&str> = row.iter().map(|(column, _)| *column).collect();
    let marks = vec!["?"; row.len()].join(", ");
    let values: Vec<&dyn ToSql> = row.iter().map(|(_, value)| value as &dyn ToSql).collect();
    let columns = columns.join(", ");
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({marks})");
    db.execute(&sql, &values[..])
}

/// Tries a value for a new user, and for one who is there.
fn user(file: &Path, column: &str, value: &str) -> String {
    let row = USER.map(|(name, usual)| (name, Some(if name == column { value } else { usual })));
    let inserted = insert(file, "users", &row);
    let mut db = open(file).expect("a database");
    let tried = db.transaction().expect("a transaction");
    let sql = format!("UPDATE users SET {column} = ?1 WHERE username = 'new'");
    let updated = add(
        &tried,
        "users",
        &USER.map(|(name, usual)| (name, Some(usual))),
    )
    .and_then(|_| tried.execute(&sql, [value]));
    match said(updated) {
        updated if updated == inserted => inserted,
        updated => format!("{inserted}, but {updated} by an UPDATE"),
    }
}

/// Each required column once as NULL, and once not named.
fn left_out(file: &Path) -> String {
    let mut lines = Vec::new();
    for (table, row) in [("users", &USER[..]), ("posts", &POST[..])] {
        let whole: Vec<_> = row
            .iter()
            .map(|(column, value)| (*column, Some(*value)))
            .collect();
        for (at, (column, _)) in row.iter().enumerate() {
            let (mut null, mut without) = (whole.clone(), whole.clone());
            null[at].1 = None;
            without.remove(at);
            let null = insert(file, table, &null);
            let without = insert(file, table, &without);
            lines.push(format!("{table}.{column}: NULL {null}, left out {without}"));
        }
    }
    let mut second = USER.map(|(column, value)| (column, Some(value)));
    second[0].1 = Some("susan");
    lines.push(format!(
        "a second susan: {}",
        insert(file, "users", &second)
    ));
    lines.join("\n")
}

/// Texts of these lengths. The last letter of each is a blank, which is a letter like any other.
fn lengths(lengths: &[usize], attempt: impl Fn(String) -> String) -> String {
    let text = |length: usize| match length {
        0 => String::new(),
        _ => "é".repeat(length - 1) + " ",
    };
    let lines = lengths
        .iter()
        .map(|length| format!("{length}: {}", attempt(text(*length))));
    lines.collect::<Vec<_>>().join("\n")
}

/// Which rule refuses is the student's choice: a CHECK or a trigger.
fn said(rows: Result<usize>) -> String {
    match rows {
        Ok(0) => "passed over in silence".to_owned(),
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
