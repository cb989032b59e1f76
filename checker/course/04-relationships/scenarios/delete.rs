//! Who goes with whom, who stays, and who may not go.

use crate::shared::{attempt, told};
use relationships::{
    CONTACTS_DDL, DeleteError, POSTS_DDL, ROLES_DDL, USERS_DDL, delete_role, delete_user,
};
use rusqlite::{Connection, Result};
use scenario::{Scenario, open};
use std::path::{Path, PathBuf};

type Delete = fn(&Connection, i64) -> std::result::Result<(), DeleteError>;

const CUT: &str =
    "CREATE TRIGGER power_cut BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'power cut'); END";
const ROLES: &str = "SELECT 'role ' || name FROM roles ORDER BY id";
const USERS: &str = "SELECT 'user ' || username || ', role ' || role_id FROM users ORDER BY id";
const POSTS: &str =
    "SELECT 'post ' || id || ' of user ' || coalesce(user_id, 'NULL') FROM posts ORDER BY id";
const CONTACTS: &str =
    "SELECT message || ', of user ' || coalesce(user_id, 'NULL') FROM contacts ORDER BY id";

pub fn run(s: &mut Scenario) {
    let app = s.empty("app.db");
    s.observe(
        "contacts-table",
        "CONTACTS_DDL makes its table beside the other three",
        || {
            told(make_tables(&app).and_then(|()| {
                rows(&app, &["SELECT 'table ' || lower(name) FROM sqlite_schema WHERE lower(name) = 'contacts'"])
            }))
        },
    );
    s.observe(
        "incomplete-messages",
        "a message from nobody is stored, a message without a text is refused",
        || {
            let nobody = attempt(
                &app,
                "INSERT INTO contacts (message, user_id) VALUES ('hello', NULL)",
            );
            let silent = attempt(
                &app,
                "INSERT INTO contacts (message, user_id) VALUES (NULL, NULL)",
            );
            format!("from nobody: {nobody}\nwithout a text: {silent}")
        },
    );
    let mut after = |id: &str, title: &str, delete: Delete, whom: i64, left: &[&str]| {
        let file = s.empty(&format!("{id}.db"));
        s.observe(id, title, || deleted(&file, delete, whom, left));
    };
    after(
        "unused-role",
        "deleting the role guest, which nobody has: it is gone",
        delete_role,
        30,
        &[ROLES],
    );
    after(
        "role-in-use",
        "deleting the role author, which susan and mary have, is refused as InUse",
        delete_role,
        10,
        &[ROLES, USERS],
    );
    after(
        "user-with-posts",
        "deleting susan takes her posts with her, and nobody else's",
        delete_user,
        1,
        &[USERS, POSTS],
    );
    after(
        "message-of-user",
        "susan's message stays when she goes, from nobody",
        delete_user,
        1,
        &[CONTACTS],
    );
    after(
        "missing-user",
        "deleting user 99, who does not exist, is NotFound",
        delete_user,
        99,
        &[USERS],
    );
    after(
        "missing-role",
        "deleting role 99, which does not exist, is NotFound",
        delete_role,
        99,
        &[ROLES],
    );
    s.observe(
        "without-tables",
        "in a database without tables nothing is in use: deleting a role is Db",
        without_tables,
    );
    let file = s.empty("cut.db");
    s.observe(
        "delete-interrupted",
        "when SQLite refuses to delete susan's own row, nothing of hers is lost",
        || interrupted(&file),
    );
    let files = ["open1.db", "open2.db", "open3.db", "open4.db"].map(|name| s.empty(name));
    s.observe(
        "open-transactions",
        "no transaction is open afterwards, whatever the answer was",
        || left_open(&files),
    );
}

/// Not every error of a DELETE is a broken rule.
fn without_tables() -> String {
    let db = Connection::open_in_memory().expect("a database");
    match delete_role(&db, 10) {
        Err(DeleteError::Db(_)) => "Db".to_owned(),
        other => result(other),
    }
}

fn make_tables(file: &Path) -> Result<()> {
    let db = open(file)?;
    [ROLES_DDL, USERS_DDL, POSTS_DDL, CONTACTS_DDL]
        .iter()
        .try_for_each(|ddl| db.execute_batch(ddl))
}

/// Three roles, of which two are used; posts and messages of Susan (1) and John (2).
fn make_blog(file: &PathBuf) -> Result<Connection> {
    make_tables(file)?;
    let db = open(file)?;
    db.execute_batch(
        "INSERT INTO roles (id, name) VALUES (10, 'author'), (20, 'admin'), (30, 'guest');
         INSERT INTO users (id, username, email, role_id) VALUES
             (1, 'susan', 'susan@example.com', 10), (2, 'john', 'john@example.com', 20),
             (3, 'mary', 'mary@example.com', 10);
         INSERT INTO posts (id, body, user_id) VALUES (1, 'my first post!', 2), (2, 'hello', 1), (3, 'again', 1);
         INSERT INTO contacts (id, message, user_id) VALUES (1, 'help', 1), (2, 'thanks', 2);",
    )?;
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

fn deleted(file: &PathBuf, delete: Delete, id: i64, left: &[&str]) -> String {
    match make_blog(file) {
        Ok(db) => {
            let said = result(delete(&db, id));
            format!("{said}\n{}", told(rows(file, left)))
        }
        Err(error) => without_blog(delete, &error),
    }
}

/// The trigger stands for whatever can go wrong between two statements.
fn interrupted(file: &PathBuf) -> String {
    let db = match make_blog(file) {
        Ok(db) => db,
        Err(error) => return without_blog(delete_user, &error),
    };
    let said = match db.execute_batch(CUT).map(|()| delete_user(&db, 1)) {
        Ok(Ok(())) => "deleted",
        _ => "an error",
    };
    // Another connection sees what is really stored.
    format!("{said}\n{}", told(rows(file, &[USERS, POSTS, CONTACTS])))
}

/// Whoever uses the connection next would work inside of it.
fn left_open(files: &[PathBuf; 4]) -> String {
    let tries: [(&str, Delete, i64, &str); 4] = [
        ("the role author was refused", delete_role, 10, ""),
        ("susan was deleted", delete_user, 1, ""),
        ("user 99 was not found", delete_user, 99, ""),
        ("SQLite refused to delete susan", delete_user, 1, CUT),
    ];
    let mut open = Vec::new();
    for ((when, delete, id, trigger), file) in tries.into_iter().zip(files) {
        match make_blog(file).and_then(|db| db.execute_batch(trigger).map(|()| db)) {
            Ok(db) => {
                let _ = delete(&db, id);
                if !db.is_autocommit() {
                    open.push(format!("one is open when {when}"));
                }
            }
            Err(error) => return without_blog(delete, &error),
        }
    }
    if open.is_empty() {
        "none is open".to_owned()
    } else {
        open.join("\n")
    }
}

/// What cannot be tried is said; a `todo!()` should be met all the same.
fn without_blog(delete: Delete, error: &rusqlite::Error) -> String {
    if let Ok(db) = Connection::open_in_memory() {
        let _ = delete(&db, 1);
    }
    format!("not tried, your tables do not take the grader's rows: {error}")
}

fn result(result: std::result::Result<(), DeleteError>) -> String {
    match result {
        Ok(()) => "deleted".to_owned(),
        Err(DeleteError::InUse) => "refused: InUse".to_owned(),
        Err(DeleteError::NotFound) => "NotFound".to_owned(),
        Err(DeleteError::Db(error)) => format!("Db: {error}"),
    }
}

fn rows(file: &Path, queries: &[&str]) -> Result<String> {
    let db = open(file)?;
    let mut lines: Vec<String> = Vec::new();
    for sql in queries {
        let mut statement = db.prepare(sql)?;
        let found = statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<Vec<_>>>()?;
        lines.extend(found);
    }
    Ok(if lines.is_empty() {
        "nothing is left".to_owned()
    } else {
        lines.join("\n")
    })
}
