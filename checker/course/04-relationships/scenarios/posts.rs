//! A post has a user: that is a rule of the database, not a habit of the program.

use crate::shared::{
    attempt_on, besides, changes, connect, copy_of, error_inside, first_change, in_its_row,
    in_transaction, in_vain, lines_of, own, told,
};
use relationships::{NewPost, POSTS_DDL, Post, add_post};
use rusqlite::{Connection, Error, Result};
use scenario::{
    NOW, Scenario, became, each_odd_text, hindered, open, settings, stop_clock, untraced,
};
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let made = make_tables(s, "app.db");
    s.observe(
        "posts-table",
        "POSTS_DDL makes the table posts, and leaves the connection as it was",
        || match &made {
            Ok((file, changed)) => told(exists(file).map(|said| said + changed)),
            Err(error) => error.to_string(),
        },
    );
    let Ok((file, _)) = made else { return };
    s.observe(
        "add-post",
        "add_post returns the row that it has stored",
        || {
            told(stopped(&file).and_then(|db| {
                stored_and_returned(&db, &[("my first post!", 2), ("hello, microblog", 1)])
            }))
        },
    );
    s.observe(
        "as-given",
        "blanks, quotes, no text at all and odd texts are stored as they are, among posts from the future",
        || told(as_given(&copy_of(&file))),
    );
    s.observe(
        "same-second",
        "two posts of susan's with one text and one timestamp are stored",
        || {
            attempt(
                &copy_of(&file),
                "INSERT INTO posts (body, timestamp, user_id) VALUES
                 ('hello', '2024-01-02 00:00:00', 1), ('hello', '2024-01-02 00:00:00', 1)",
            )
        },
    );
    s.observe(
        "given-values",
        "what a plain INSERT gives is kept, and so is the rest when one value is changed",
        || told(given_values(&copy_of(&file))),
    );
    s.observe(
        "missing-user",
        "a post of user 99, who does not exist, is refused",
        || {
            let by_sql = attempt(
                &copy_of(&file),
                "INSERT INTO posts (body, user_id) VALUES ('hello', 99)",
            );
            format!(
                "by SQL: {by_sql}\nby add_post: {}",
                stored_or_not(&file, "hello", 99)
            )
        },
    );
    s.observe(
        "null-user",
        "a post of nobody is refused, behind another post or alone: user_id is NULL, or not named",
        || {
            let null = "INSERT INTO posts (body, user_id) VALUES ('hello', 1), ('hello', NULL)";
            let unnamed = "INSERT INTO posts (body) VALUES ('hello')";
            null_or_unnamed(&file, null, unnamed)
        },
    );
    s.observe(
        "no-body",
        "a post without a body is refused, behind another post or alone: body is NULL, or not named",
        || {
            let null = "INSERT INTO posts (body, user_id) VALUES ('hello', 1), (NULL, 1)";
            let unnamed = "INSERT INTO posts (user_id) VALUES (1)";
            null_or_unnamed(&file, null, unnamed)
        },
    );
    s.observe(
        "null-timestamp",
        "a post with the timestamp NULL is refused, behind another post",
        || {
            attempt(
                &copy_of(&file),
                "INSERT INTO posts (body, timestamp, user_id) VALUES
                 ('hello', '2024-01-02 00:00:00', 1), ('hello', NULL, 1)",
            )
        },
    );
    s.observe(
        "bad-changes",
        "changing a post is no way around the rules",
        || {
            [
                ("user 99", "UPDATE posts SET user_id = 99"),
                ("user_id NULL", "UPDATE posts SET user_id = NULL"),
                ("body NULL", "UPDATE posts SET body = NULL"),
                ("timestamp NULL", "UPDATE posts SET timestamp = NULL"),
            ]
            .map(|(what, sql)| format!("{what}: {}", attempt(&copy_of(&file), sql)))
            .join("\n")
        },
    );
    s.observe(
        "hindered",
        "when a post cannot be stored, add_post returns an error and leaves the rest as it was",
        || {
            told(hindered(&copy_of(&file), "posts", |db| {
                in_vain(db, || add_post(db, &new_post("hello", 1)))
            }))
        },
    );
    s.observe(
        "body-lengths",
        "140 letters are stored, also if each is an é; 141 are refused, also behind another post",
        || {
            let by_sql = |body: &str| {
                let sql = format!("INSERT INTO posts (body, user_id) VALUES ('{body}', 2)");
                attempt(&copy_of(&file), &sql)
            };
            let behind = format!(
                "INSERT INTO posts (body, user_id) VALUES ('hello', 1), ('{}', 2)",
                "é".repeat(141)
            );
            let longer = format!("UPDATE posts SET body = '{}'", "é".repeat(141));
            [
                ("140 times a", by_sql(&"a".repeat(140))),
                ("140 times é", by_sql(&"é".repeat(140))),
                ("141 times é", by_sql(&"é".repeat(141))),
                (
                    "141 times é, behind another post",
                    attempt(&copy_of(&file), &behind),
                ),
                (
                    "140 times é and a blank",
                    by_sql(&format!("{} ", "é".repeat(140))),
                ),
                (
                    "140 times é and a line end",
                    by_sql(&format!("{}\n", "é".repeat(140))),
                ),
                ("141 times é, by UPDATE", attempt(&copy_of(&file), &longer)),
                (
                    "140 times é, by add_post",
                    stored_or_not(&file, &"é".repeat(140), 2),
                ),
                (
                    "141 times é, by add_post",
                    stored_or_not(&file, &"é".repeat(141), 2),
                ),
            ]
            .map(|(body, said)| format!("{body}: {said}"))
            .join("\n")
        },
    );
    s.observe(
        "timestamp-now",
        "the timestamp of a new post is the time of now, in UTC",
        || {
            let by_sql = "INSERT INTO posts (body, user_id) VALUES ('by SQL', 1)";
            let by_sql = stopped(&file).and_then(|db| db.execute(by_sql, []));
            let by_sql = told(by_sql.map(|_| "stored".to_owned()));
            let added = told(stopped(&file).and_then(|db| add_to(&db, "by add_post", 1)));
            let when = |body| told(when(&file, body));
            format!(
                "by SQL: {by_sql}, {}\nby add_post: {added}, {}",
                when("by SQL"),
                when("by add_post")
            )
        },
    );
    s.observe(
        "timestamp-formats",
        "all timestamps are written in one format",
        || told(formats(&file)),
    );
    s.observe("user-id-type", "user_id is stored as a number", || {
        told(kind_of_user_id(&file))
    });
    s.observe(
        "foreign-key-check",
        "PRAGMA foreign_key_check finds no post without its user",
        || told(checked(&file)),
    );
}

/// The users are the grader's, so that this step needs no other. Also returns what the DDL has
/// changed of its connection.
fn make_tables(s: &Scenario, name: &str) -> Result<(PathBuf, String)> {
    let file = s.empty(name);
    let db = own(&file)?;
    db.execute_batch(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);
         INSERT INTO users VALUES (1, 'susan'), (2, 'john');",
    )?;
    let before = settings(&db);
    db.execute_batch(POSTS_DDL)?;
    let changed = changes(&db, &before);
    Ok((
        file,
        changed.iter().map(|line| format!("\n{line}")).collect(),
    ))
}

fn exists(file: &Path) -> Result<String> {
    let tables =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND lower(name) = 'posts'";
    let db = open(file)?;
    let tables: i64 = db.query_row(tables, [], |row| row.get(0))?;
    Ok(match tables {
        1 if db.prepare("SELECT 1 FROM posts")?.exists([])? => "it does, and there are posts in it",
        1 => "it does",
        _ => "there is no table posts",
    }
    .to_owned())
}

/// A statement of the grader's, while the clock stands still.
fn attempt(file: &Path, sql: &str) -> String {
    attempt_on(stopped(file), sql)
}

fn add(file: &Path, body: &str, user_id: i64) -> Result<String> {
    add_to(&stopped(file)?, body, user_id)
}

/// A connection whose clock stands still.
fn stopped(file: &Path) -> Result<Connection> {
    let db = own(file)?;
    stop_clock(&db)?;
    Ok(db)
}

fn add_to(db: &Connection, body: &str, user_id: i64) -> Result<String> {
    let added = add_post(db, &new_post(body, user_id));
    if !db.is_autocommit() {
        return Ok("a transaction was left open".to_owned());
    }
    added.map(|_| "stored".to_owned())
}

fn null_or_unnamed(file: &Path, null: &str, unnamed: &str) -> String {
    let [null, unnamed] = [null, unnamed].map(|sql| attempt(&copy_of(file), sql));
    format!("NULL: {null}\nnot named: {unnamed}")
}

/// The connection has just stored a post, which must not be taken for this one, and it is tried
/// again in a transaction of the caller's. What kind of error it is depends on who finds it: the
/// table, or the student's program before.
fn stored_or_not(file: &Path, body: &str, user_id: i64) -> String {
    let trial = || {
        let db = stopped(&copy_of(file))?;
        let _ = add_post(&db, &new_post("hello", 1));
        let before = all_posts(&db)?;
        let added = add_post(&db, &new_post(body, user_id));
        if !db.is_autocommit() {
            return Ok("a transaction was left open".to_owned());
        }
        let change = first_change(&before, &all_posts(&db)?);
        let others = change.is_some();
        match added {
            Ok(post) if others && post.body == body => return Ok("stored".to_owned()),
            Ok(post) if others => {
                return Ok(format!("stored: {} letters", post.body.chars().count()));
            }
            Ok(_) => return Ok("nothing is stored, and a post comes back".to_owned()),
            Err(_) => {
                if let Some(change) = change {
                    return Ok(format!("an error; {change}"));
                }
            }
        }
        error_inside(&db, || drop(add_post(&db, &new_post(body, user_id))))
    };
    told(trial())
}

fn new_post(body: &str, user_id: i64) -> NewPost {
    NewPost {
        body: body.to_owned(),
        user_id,
    }
}

fn all_posts(db: &Connection) -> Result<Vec<String>> {
    lines_of(
        db,
        "SELECT 'post ' || concat_ws(' | ', coalesce(id, 'NULL'), user_id, body) FROM posts ORDER BY id",
    )
}

/// The next id fits neither into 32 bits nor into a float, there are newer posts, one user has the id
/// 0 and one an id that is John's if it is cut to 32 bits, and a trigger adds a post after each one.
fn as_given(file: &Path) -> Result<String> {
    open(file)?.execute_batch(
        "INSERT INTO users VALUES (0, 'zoe'), (4294967298, 'ann');
         INSERT INTO posts (id, body, timestamp, user_id) VALUES (9007199254740992, 'tomorrow', '2999-01-01 00:00:00', 1),
             (8001, 'tomorrow', '2999-01-01 00:00:00', 4294967298);
         INSERT INTO posts (body, timestamp, user_id) VALUES ('tomorrow', '2999-01-01 00:00:00', 2);
         CREATE TRIGGER robot AFTER INSERT ON posts WHEN new.body NOT LIKE '%read%' BEGIN
             INSERT INTO posts (body, user_id) VALUES ('I have read ' || new.id, 2);
         END;",
    )?;
    let db = connect(file)?;
    stop_clock(&db)?;
    let odd = [
        ("  O'Brien\"s; %é€\n  a poem ", 1),
        ("", 1),
        ("", 1),
        ("hello", 0),
        ("a\r\nb\r\n", 4_294_967_298),
    ];
    let ((said, odd), besides) = besides(&db, &["brien", "4294967298"], || {
        let said = stored_and_returned(&db, &odd);
        (said, odd_texts(&db, file))
    });
    let inside = in_transaction(&db, |db| drop(add_post(db, &new_post("hello", 1))))?;
    Ok(format!(
        "{}\n{besides}\nodd texts: {odd}\n{inside}",
        told(said)
    ))
}

fn odd_texts(db: &Connection, file: &Path) -> String {
    if let Err(error) = open(file).and_then(|db| db.execute_batch("DROP TRIGGER robot")) {
        return told(Err(error));
    }
    each_odd_text(|(_, text)| match add_post(db, &new_post(text, 1)) {
        Ok(post) => {
            let sql = "SELECT * FROM posts WHERE id = ?1";
            let stored = untraced(|| db.query_row(sql, [post.id], Post::from_row));
            became(&(*text).to_owned(), &post.body).or_else(|| became(&Ok(post), &stored))
        }
        Err(error) => Some(format!("{text:?}: {}", told(Err(error)))),
    })
}

/// The time that is given is another day than any default's.
fn given_values(file: &Path) -> Result<String> {
    let db = stopped(file)?;
    let row = |sql: &str| -> Result<String> {
        db.execute_batch(sql)?;
        let row = "SELECT concat_ws(' | ', id, body, timestamp, user_id) FROM posts
            WHERE id < 0 ORDER BY id DESC LIMIT 1";
        db.query_row(row, [], |row| row.get(0))
    };
    // Whoever has a rule for the format may refuse it.
    let other = "1999-12-31T23:59:57.5Z";
    let in_another_format = db.execute(
        "INSERT INTO posts (id, body, timestamp, user_id) VALUES (-8589934594, 'hello', ?1, 1)",
        [other],
    );
    let time = "SELECT timestamp FROM posts WHERE id = -8589934594";
    let in_another_format = match in_another_format {
        Err(Error::SqliteFailure(..)) => "kept, or refused".to_owned(),
        _ => match db.query_row(time, [], |row| row.get::<_, String>(0))? {
            time if time == other => "kept, or refused".to_owned(),
            time => format!("{other} became {time}"),
        },
    };
    Ok(format!(
        "stored: {}\nchanged: {}\nof the future: {}\nin another format: {in_another_format}",
        row("INSERT INTO posts (id, body, timestamp, user_id) VALUES
             (-8589934592, 'hello', '1999-12-31 23:59:58', 1)")?,
        row("UPDATE posts SET body = 'again' WHERE id = -8589934592;
             UPDATE posts SET user_id = 2 WHERE id = -8589934592")?,
        row("INSERT INTO posts (id, body, timestamp, user_id) VALUES
             (-8589934590, 'tomorrow', '2999-12-31 23:59:58', 1)")?
    ))
}

fn stored_and_returned(db: &Connection, posts: &[(&str, i64)]) -> Result<String> {
    let mut lines = Vec::new();
    for &(body, user_id) in posts {
        let post = match add_post(db, &new_post(body, user_id)) {
            Ok(post) => post,
            Err(error) => {
                lines.push(format!("{body:?} of user {user_id}: {}", told(Err(error))));
                continue;
            }
        };
        let given = [
            ("body", body),
            ("user_id", &user_id.to_string()),
            ("timestamp", &post.timestamp),
        ];
        let stored = in_its_row(db, "posts", post.id, &given)?;
        lines.push(format!(
            "{} | {} | user {}: {stored}",
            post.id,
            post.body.replace('\r', "\\r").replace('\n', "\\n"),
            post.user_id
        ));
    }
    Ok(lines.join("\n"))
}

/// Compared by SQLite, which reads every format that it writes. The clock of Rust goes on.
fn when(file: &Path, body: &str) -> Result<String> {
    let sql = "SELECT coalesce(timestamp, 'NULL'), unixepoch(timestamp) - unixepoch(?2),
            abs(unixepoch(timestamp) - unixepoch('now')) <= 60
        FROM posts WHERE body = ?1";
    open(file)?.query_row(sql, [body, NOW], |row| {
        let (text, seconds): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        let is_now_of_rust: Option<bool> = row.get(2)?;
        Ok(match seconds {
            None => format!("{text}: this is no time"),
            Some(-60..=60) => "now, in UTC".to_owned(),
            Some(_) if is_now_of_rust == Some(true) => "now, in UTC".to_owned(),
            Some(-1799..=1799) => format!("{text}: minutes off"),
            Some(seconds) => format!("{} hours off", (seconds as f64 / 3600.0).round()),
        })
    })
}

fn formats(file: &Path) -> Result<String> {
    let db = open(file)?;
    let mut statement = db.prepare("SELECT DISTINCT coalesce(timestamp, 'NULL') FROM posts")?;
    let texts = statement
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>>>()?;
    let digit = |c: char| if c.is_ascii_digit() { '9' } else { c };
    let mut shapes: Vec<String> = texts
        .iter()
        .map(|text| text.chars().map(digit).collect())
        .collect();
    shapes.sort();
    shapes.dedup();
    Ok(match shapes.as_slice() {
        [] => "there is no post".to_owned(),
        [_] => "they are".to_owned(),
        several => format!("there are {}:\n{}", several.len(), several.join("\n")),
    })
}

fn kind_of_user_id(file: &Path) -> Result<String> {
    let sql =
        "SELECT coalesce(group_concat(DISTINCT typeof(user_id)), 'there is no post') FROM posts";
    open(file)?.query_row(sql, [], |row| row.get(0))
}

fn checked(file: &Path) -> Result<String> {
    add(file, "checked", 1)?;
    let db = open(file)?;
    let found: i64 = db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
        row.get(0)
    })?;
    Ok(if found == 0 {
        "it finds none".to_owned()
    } else {
        format!("it finds {found}")
    })
}
