//! A post has a user: that is a rule of the database, not a habit of the program.

use crate::shared::{attempt, copy_of, own, told};
use relationships::{NewPost, POSTS_DDL, add_post};
use rusqlite::Result;
use scenario::{Scenario, open};
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let made = make_tables(s, "app.db");
    s.observe(
        "posts-table",
        "POSTS_DDL makes the table posts",
        || match &made {
            Ok(file) => told(exists(file)),
            Err(error) => error.to_string(),
        },
    );
    let Ok(file) = made else { return };
    s.observe(
        "add-post",
        "add_post returns the row that it has stored",
        || told(stored_and_returned(&file)),
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
        "a post of nobody, with user_id NULL, is refused",
        || {
            attempt(
                &copy_of(&file),
                "INSERT INTO posts (body, user_id) VALUES ('hello', NULL)",
            )
        },
    );
    s.observe("no-body", "a post without a body is refused", || {
        attempt(
            &copy_of(&file),
            "INSERT INTO posts (body, user_id) VALUES (NULL, 1)",
        )
    });
    s.observe(
        "null-timestamp",
        "a post with the timestamp NULL is refused",
        || {
            attempt(
                &copy_of(&file),
                "INSERT INTO posts (body, timestamp, user_id) VALUES ('hello', NULL, 1)",
            )
        },
    );
    s.observe(
        "body-lengths",
        "140 letters are stored, also if each is an é; 141 are refused",
        || {
            let by_sql = |letter: &str, times| {
                let body = letter.repeat(times);
                let sql = format!("INSERT INTO posts (body, user_id) VALUES ('{body}', 2)");
                attempt(&copy_of(&file), &sql)
            };
            format!(
                "140 times a: {}\n140 times é: {}\n141 times é: {}\n141 times é, by add_post: {}",
                by_sql("a", 140),
                by_sql("é", 140),
                by_sql("é", 141),
                stored_or_not(&file, &"é".repeat(141), 2)
            )
        },
    );
    s.observe(
        "timestamp-now",
        "the timestamp of a new post is the time of now, in UTC",
        || {
            let by_sql = attempt(
                &file,
                "INSERT INTO posts (body, user_id) VALUES ('by SQL', 1)",
            );
            let added = told(add(&file, "by add_post", 1));
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

/// The users are the grader's, so that this step needs no other.
fn make_tables(s: &Scenario, name: &str) -> Result<PathBuf> {
    let file = s.empty(name);
    let db = open(&file)?;
    db.execute_batch(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);
         INSERT INTO users VALUES (1, 'susan'), (2, 'john');",
    )?;
    db.execute_batch(POSTS_DDL)?;
    Ok(file)
}

fn exists(file: &Path) -> Result<String> {
    let tables =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND lower(name) = 'posts'";
    let tables: i64 = open(file)?.query_row(tables, [], |row| row.get(0))?;
    Ok(if tables == 1 {
        "it does"
    } else {
        "there is no table posts"
    }
    .to_owned())
}

fn add(file: &Path, body: &str, user_id: i64) -> Result<String> {
    let db = own(file)?;
    let body = body.to_owned();
    let added = add_post(&db, &NewPost { body, user_id });
    if !db.is_autocommit() {
        return Ok("a transaction was left open".to_owned());
    }
    added.map(|_| "stored".to_owned())
}

/// What kind of error it is depends on who finds it: the table, or the student's program before.
fn stored_or_not(file: &Path, body: &str, user_id: i64) -> String {
    add(&copy_of(file), body, user_id).unwrap_or_else(|_| "an error".to_owned())
}

fn stored_and_returned(file: &Path) -> Result<String> {
    let db = own(file)?;
    let mut lines = Vec::new();
    for (body, user_id) in [("my first post!", 2), ("hello, microblog", 1)] {
        let post = add_post(
            &db,
            &NewPost {
                body: body.to_owned(),
                user_id,
            },
        )?;
        let same = "SELECT count(*) FROM posts WHERE id = ?1 AND body = ?2 AND timestamp IS ?3 AND user_id = ?4";
        let same: i64 = db.query_row(same, (post.id, body, &post.timestamp, user_id), |row| {
            row.get(0)
        })?;
        let stored = if same == 1 {
            "as it is stored"
        } else {
            "not as it is stored"
        };
        lines.push(format!(
            "{} | {} | user {}: {stored}",
            post.id, post.body, post.user_id
        ));
    }
    Ok(lines.join("\n"))
}

/// Compared by SQLite, which reads every format that it writes.
fn when(file: &Path, body: &str) -> Result<String> {
    let sql = "SELECT coalesce(timestamp, 'NULL'), unixepoch(timestamp) - unixepoch('now') FROM posts WHERE body = ?1";
    open(file)?.query_row(sql, [body], |row| {
        let (text, seconds): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        Ok(match seconds {
            None => format!("{text}: this is no time"),
            Some(-60..=60) => "now, in UTC".to_owned(),
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
