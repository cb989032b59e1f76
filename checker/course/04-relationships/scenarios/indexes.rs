//! What SQLite has to read before it may delete a row.

use crate::shared::connect;
use relationships::create_indexes;
use rusqlite::{Connection, Result};
use scenario::{Scenario, open, plan, traced};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [made, twice, user, role, posts, keys] = ["made", "twice", "user", "role", "posts", "keys"]
        .map(|name| s.empty(&format!("{name}.db")));
    let mut asked = 0;
    s.observe(
        "first-call",
        "the indexes are made in a blog with rows, and the rows are kept",
        || {
            let (db, trace) = traced(|| indexed(&made));
            let is_create = |sql: &&String| sql.to_uppercase().contains("CREATE INDEX");
            asked = trace.statements.iter().filter(is_create).count();
            told(db.and_then(|db| count(&db)))
        },
    );
    s.clue(
        "name-taken",
        open(&made)
            .and_then(|db| indexes(&db))
            .is_ok_and(|indexes| indexes < asked),
    );
    s.clue(
        "first-columns",
        told(open(&made).and_then(|db| first_columns(&db))),
    );
    s.observe(
        "second-call",
        "a second call finds the indexes there, and that is no error",
        || told(indexed(&twice).and_then(|db| create_indexes(&db).and_then(|()| count(&db)))),
    );
    let mut scans = |id: &str, title: &str, file: &Path, sql: &str| {
        s.observe(id, title, || {
            told(indexed(file).and_then(|db| scanned(&db, sql)))
        });
    };
    scans(
        "delete-user",
        "DELETE FROM users WHERE id = 1 scans no table",
        &user,
        "DELETE FROM users WHERE id = 1",
    );
    scans(
        "delete-role",
        "DELETE FROM roles WHERE id = 30 scans no table",
        &role,
        "DELETE FROM roles WHERE id = 30",
    );
    scans(
        "posts-of-user",
        "SELECT * FROM posts WHERE user_id = 1 scans no table",
        &posts,
        "SELECT * FROM posts WHERE user_id = 1",
    );
    s.observe(
        "uncovered-keys",
        "foreign keys that are not the first column of an index",
        || told(indexed(&keys).and_then(|db| without_index(&db))),
    );
}

/// The blog, on a connection with foreign keys on: without them a DELETE looks nowhere else.
fn indexed(file: &Path) -> Result<Connection> {
    open(file)?.execute_batch(
        "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         CREATE TABLE users (
             id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE,
             role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE RESTRICT);
         CREATE TABLE posts (
             id INTEGER PRIMARY KEY, body TEXT NOT NULL, timestamp TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
             user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
         CREATE TABLE contacts (
             id INTEGER PRIMARY KEY, message TEXT NOT NULL,
             user_id INTEGER REFERENCES users (id) ON DELETE SET NULL);
         INSERT INTO roles VALUES (10, 'author'), (20, 'admin'), (30, 'guest');
         INSERT INTO users VALUES
             (1, 'susan', 'susan@example.com', 10), (2, 'john', 'john@example.com', 20),
             (3, 'mary', 'mary@example.com', 10);
         INSERT INTO posts (body, user_id) VALUES ('my first post!', 2), ('hello', 1), ('again', 1);
         INSERT INTO contacts (message, user_id) VALUES ('help', 1), ('help!', 1), ('thanks', NULL);",
    )?;
    let db = connect(file)?;
    create_indexes(&db)?;
    Ok(db)
}

fn count(db: &Connection) -> Result<String> {
    let sql = "SELECT (SELECT count(*) FROM roles) || ' roles, ' || (SELECT count(*) FROM users) || ' users, ' ||
        (SELECT count(*) FROM posts) || ' posts, ' || (SELECT count(*) FROM contacts) || ' contacts'";
    db.query_row(sql, [], |row| row.get(0))
}

fn indexes(db: &Connection) -> Result<usize> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
    let count: i64 = db.query_row(sql, [], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Tells no index from an index of something else.
fn first_columns(db: &Connection) -> Result<String> {
    let sql = "SELECT coalesce(group_concat(m.name || '.' || ii.name, ', ' ORDER BY m.name, ii.name), 'there is none')
        FROM sqlite_schema m, pragma_index_list(m.name) il, pragma_index_info(il.name) ii
        WHERE m.type = 'table' AND il.origin = 'c' AND ii.seqno = 0";
    db.query_row(sql, [], |row| row.get(0))
}

fn scanned(db: &Connection, sql: &str) -> Result<String> {
    let plan = plan(db, sql)?;
    let mut scans: Vec<&str> = plan
        .lines()
        .filter(|line| line.starts_with("SCAN"))
        .collect();
    scans.sort_unstable();
    Ok(if scans.is_empty() {
        "no scan".to_owned()
    } else {
        scans.join("\n")
    })
}

fn without_index(db: &Connection) -> Result<String> {
    let sql =
        "SELECT coalesce(group_concat(m.name || '.' || f.\"from\", ', ' ORDER BY m.name), 'none')
        FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND NOT EXISTS (
            SELECT 1 FROM pragma_index_list(m.name) il, pragma_index_info(il.name) ii
            WHERE ii.seqno = 0 AND ii.name = f.\"from\")";
    db.query_row(sql, [], |row| row.get(0))
}

fn told(answer: Result<String>) -> String {
    match answer {
        Ok(text) => text,
        // The names of indexes are the student's.
        Err(error) if error.to_string().contains("already exists") => {
            "the index already exists".to_owned()
        }
        Err(error) => error.to_string(),
    }
}
