//! A post has a user: that is a rule of the database, not a habit of the program.

use relationships::{NewPost, POSTS_DDL, add_post};
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, open};
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let made = make_tables(s, "app.db");
    s.observe("POSTS_DDL makes the table posts", || match &made {
        Ok(file) => told(exists(file)),
        Err(error) => error.to_string(),
    });
    let Ok(file) = made else { return };
    s.observe("add_post returns the row that it has stored", || {
        told(stored_and_returned(&file))
    });
    s.observe("a post of user 99, who does not exist, is refused", || {
        let by_sql = attempt(
            &copy_of(&file),
            "INSERT INTO posts (body, user_id) VALUES ('hello', 99)",
        );
        format!(
            "by SQL: {by_sql}\nby add_post: {}",
            told(add(&copy_of(&file), "hello", 99))
        )
    });
    s.observe("a post of nobody, with user_id NULL, is refused", || {
        attempt(
            &copy_of(&file),
            "INSERT INTO posts (body, user_id) VALUES ('hello', NULL)",
        )
    });
    s.observe("a post without a body is refused", || {
        attempt(
            &copy_of(&file),
            "INSERT INTO posts (body, user_id) VALUES (NULL, 1)",
        )
    });
    s.observe("a post with the timestamp NULL is refused", || {
        attempt(
            &copy_of(&file),
            "INSERT INTO posts (body, timestamp, user_id) VALUES ('hello', NULL, 1)",
        )
    });
    s.observe(
        "a body of 140 times é is stored, one of 141 is refused",
        || {
            let long = |times| told(add(&copy_of(&file), &"é".repeat(times), 2));
            format!("140: {}\n141: {}", long(140), long(141))
        },
    );
    s.observe(
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
    s.observe("all timestamps are written in one format", || {
        told(formats(&file))
    });
    s.observe("user_id is stored as a number", || {
        told(kind_of_user_id(&file))
    });
    s.observe(
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

/// A connection that asks for foreign keys, as lesson 1 taught it.
fn with_foreign_keys(file: &Path) -> Result<Connection> {
    let db = open(file)?;
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
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
    add_post(
        &with_foreign_keys(file)?,
        &NewPost {
            body: body.to_owned(),
            user_id,
        },
    )?;
    Ok("stored".to_owned())
}

fn stored_and_returned(file: &Path) -> Result<String> {
    let db = with_foreign_keys(file)?;
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

/// A copy for one trial, so that what is stored wrongly does not show in the next one, too.
fn copy_of(file: &Path) -> PathBuf {
    let copy = file.with_extension("trial");
    fs::copy(file, &copy).expect("a copy");
    copy
}

fn attempt(file: &Path, sql: &str) -> String {
    told(
        with_foreign_keys(file)
            .and_then(|db| db.execute(sql, []))
            .map(|_| "stored".to_owned()),
    )
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

/// The text of a CHECK or of a trigger is the student's; SQLite's other texts are not.
fn told(answer: Result<String>) -> String {
    match answer {
        Ok(text) => text,
        Err(Error::SqliteFailure(failure, _)) if [275, 1811].contains(&failure.extended_code) => {
            "refused by a rule of the table".to_owned()
        }
        Err(Error::SqliteFailure(_, Some(why))) => {
            // The column's name is written as the student wrote it.
            let (rule, column) = why.split_once(": ").unwrap_or((&why, ""));
            format!("refused: {rule}: {}", column.to_lowercase())
                .trim_end_matches(": ")
                .to_owned()
        }
        Err(error) => error.to_string(),
    }
}
