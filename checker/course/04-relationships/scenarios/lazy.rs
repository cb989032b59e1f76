//! How many statements a list of lists takes.

use crate::shared::{connect, statements};
use relationships::{Role, User, roles_with_users};
use rusqlite::{Connection, Result};
use scenario::{Scenario, open, traced};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [small, unused, none, big] =
        ["small", "unused", "none", "big"].map(|name| s.empty(&format!("{name}.db")));
    s.observe(
        "roles-with-users",
        "each role with its users, both in the order of their ids",
        || told(small_blog(&small)),
    );
    s.observe(
        "unused-roles",
        "roles that nobody has are there, with an empty list",
        || {
            told(listed(
                &unused,
                "INSERT INTO roles VALUES (47111, 'author'), (47112, 'admin')",
            ))
        },
    );
    s.observe(
        "no-roles",
        "a blog without roles gives an empty list",
        || told(listed(&none, "")),
    );
    let mut said = Vec::new();
    s.observe(
        "statement-count",
        "20 roles with 200 users take 2 statements or fewer",
        || {
            let db = big_blog(&big).expect("the grader's blog");
            let (answer, trace) = traced(|| roles_with_users(&db));
            said = trace
                .statements
                .into_iter()
                .filter(|sql| !is_bracket(sql))
                .collect();
            match answer {
                Ok(list) => {
                    let users: usize = list.iter().map(|(_, users)| users.len()).sum();
                    let count = if said.len() <= 2 {
                        "2 statements or fewer".to_owned()
                    } else {
                        statements(said.len())
                    };
                    let order = if is_sorted(&list) {
                        "in order"
                    } else {
                        "in another order"
                    };
                    format!("{} roles, {users} users, {order}, {count}", list.len())
                }
                Err(error) => error.to_string(),
            }
        },
    );
    s.observe(
        "ids-in-statements",
        "no role's id is written into the text of a statement",
        || {
            if said.is_empty() {
                return "there was no statement".to_owned();
            }
            let written =
                (47111..=47130).find(|id| said.iter().any(|sql| sql.contains(&id.to_string())));
            written.map_or_else(|| "none is".to_owned(), |id| format!("{id} is"))
        },
    );
}

/// Three roles of a map can be in order by chance; twenty are not.
fn is_sorted(list: &[(Role, Vec<User>)]) -> bool {
    let of_users = |(_, users): &(Role, Vec<User>)| users.is_sorted_by_key(|user| user.id);
    list.is_sorted_by_key(|(role, _)| role.id) && list.iter().all(of_users)
}

/// The names are sorted in another way than the ids, and so is the index.
fn tables(file: &Path) -> Result<Connection> {
    open(file)?.execute_batch(
        "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         CREATE TABLE users (
             id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE,
             role_id INTEGER NOT NULL REFERENCES roles (id));
         CREATE INDEX of_the_grader ON users (role_id, username, email);",
    )?;
    connect(file)
}

fn listed(file: &Path, rows: &str) -> Result<String> {
    let db = tables(file)?;
    db.execute_batch(rows)?;
    let line = |(role, users): &(Role, Vec<User>)| {
        let each = |user: &User| format!("{} {} ({})", user.id, user.username, user.role_id);
        let names: Vec<String> = users.iter().map(each).collect();
        let names = if names.is_empty() {
            "nobody".to_owned()
        } else {
            names.join(", ")
        };
        format!("{} {}: {names}", role.id, role.name)
    };
    let list = roles_with_users(&db)?;
    let lines: Vec<String> = list.iter().map(line).collect();
    Ok(if lines.is_empty() {
        "an empty list".to_owned()
    } else {
        lines.join("\n")
    })
}

fn small_blog(file: &Path) -> Result<String> {
    listed(
        file,
        "INSERT INTO roles VALUES (47111, 'writer'), (47112, 'guest'), (47113, 'admin');
         INSERT INTO users VALUES
             (1, 'susan', 'susan@example.com', 47111), (2, 'john', 'john@example.com', 47113),
             (3, 'mary', 'mary@example.com', 47111), (4, 'ann', 'ann@example.com', 47113);",
    )
}

/// Roles 7 and 13 of 20 have nobody.
fn big_blog(file: &Path) -> Result<Connection> {
    let db = tables(file)?;
    open(file)?.execute_batch(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
         INSERT INTO roles SELECT 47110 + i, 'role ' || (20 - i) FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
         INSERT INTO users SELECT i, 'user ' || (200 - i), i || '@example.com',
             47111 + iif(i % 20 IN (6, 12), 0, i % 20) FROM n;",
    )?;
    Ok(db)
}

/// Who puts a transaction around two SELECTs is careful, not wasteful.
fn is_bracket(sql: &str) -> bool {
    let word = sql
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    ["begin", "commit", "end", "rollback", "savepoint", "release"]
        .contains(&word.trim_end_matches(';'))
}

fn told(answer: Result<String>) -> String {
    answer.unwrap_or_else(|error| format!("an error: {error}"))
}
