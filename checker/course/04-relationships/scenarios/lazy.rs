//! How many statements a list of lists takes.

use crate::shared::{
    besides, compared, connect, in_transaction, in_vain, is_bracket, list_in_vain, own, statements,
    unruly,
};
use relationships::{Role, User, roles_with_users};
use rusqlite::{Connection, Result};
use scenario::{Scenario, TEXTS, open, traced};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let [small, unused, none, big, others] =
        ["small", "unused", "none", "big", "others"].map(|name| s.empty(&format!("{name}.db")));
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
                "INSERT INTO roles VALUES (0, 'author'), (47112, 'admin')",
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
            let db = big_blog(&big, 47110).expect("the grader's blog");
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
                    format!(
                        "{} roles, {users} users, {}, {count}",
                        list.len(),
                        order(&list)
                    )
                }
                Err(error) => error.to_string(),
            }
        },
    );
    s.clue(
        "left-join",
        said.iter().any(|sql| sql.to_uppercase().contains("LEFT")),
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
            if let Some(id) = written {
                return format!("{id} is");
            }
            // In whatever signs.
            let db = big_blog(&others, 57110).expect("the grader's blog");
            let (_, trace) = traced(|| roles_with_users(&db));
            match trace
                .texts()
                .is_superset(&said.iter().map(String::as_str).collect())
            {
                true => "none is".to_owned(),
                false => "they are, in other signs: other roles have other statements".to_owned(),
            }
        },
    );
    let crowded = s.empty("crowded.db");
    s.observe(
        "odd-values",
        "1000 roles with 2100 users, and 62 of each with odd names: as they are stored; who has a role that is gone is in no list",
        || told(crowd(&crowded, &small)),
    );
    let broken = ["role", "user"].map(|name| s.empty(&format!("{name}.db")));
    s.observe(
        "errors",
        "what cannot be read is an error, and no list",
        || told(errors(&broken)),
    );
}

/// The ids do not fit into 32 bits, but for some around nought; the first role is that of -1. The
/// names and addresses hold what separates things elsewhere, and one of each is empty. Of three
/// users the role is gone: one would be before all others, two are among them.
fn crowd(file: &Path, small: &Path) -> Result<String> {
    let db = tables(file)?;
    open(file)?.execute_batch(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO roles SELECT 4294967296 + 7 * i, iif(i = 9, '', ' role: ' || (1000 - i)) FROM n;
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2099)
         INSERT INTO users SELECT iif(i < 2, -i, 8589934592 - 3 * i),
             iif(i = 9, '', ' O''Brien, \"é;|' || char(10, 1, 28, 29, 30, 31) || i), iif(i = 9, '', i || ':,;|@example.com '),
             4294967303 + 7 * (i * i % 1000) FROM n;
         INSERT INTO users VALUES (2001, 'adam', 'adam@example.com', -99), (2002, 'eve', 'eve@example.com', 4294967304),
             (2003, 'king', 'king@example.com', 999);
         -- Neighbours whose names are alike, but for capitals or a blank.
         UPDATE roles SET name = 'author' WHERE id = 4294967296 + 7 * 20;
         UPDATE roles SET name = 'Author' WHERE id = 4294967296 + 7 * 21;
         UPDATE roles SET name = 'Author ' WHERE id = 4294967296 + 7 * 22;",
    )?;
    let own = open(file)?;
    own.execute_batch("BEGIN")?;
    for (number, text) in TEXTS.iter().enumerate() {
        let id = number as i64 - 1;
        own.execute("INSERT INTO roles VALUES (?1, ?2)", (id, text))?;
        let row = "INSERT INTO users VALUES (?1, ?2, ?2 || '@' || ?2, ?3)";
        own.execute(row, (7 * id + 3, text, id))?;
    }
    own.execute_batch("COMMIT")?;
    let (list, besides) = besides(&db, &["brien", "42949", "85899"], || roles_with_users(&db));
    let list = list?;
    let users: usize = list.iter().map(|(_, users)| users.len()).sum();
    let stored = stored(&db)?;
    let same = match in_pieces(&list, &stored) {
        true => "those with signs that nobody can type are other users, or missing".to_owned(),
        false => format!("{users} users: {}", compared(&flat(&list), &flat(&stored))),
    };
    let inside = in_transaction(&connect(small)?, |db| drop(roles_with_users(db)))?;
    Ok(format!("{} roles, {same}\n{besides}\n{inside}", list.len()))
}

/// Whether nothing is wrong but users whose texts hold control letters: those are all wrong, or missing.
fn in_pieces(came: &[(Role, Vec<User>)], stored: &[(Role, Vec<User>)]) -> bool {
    let users = |list: &[(Role, Vec<User>)]| -> BTreeMap<i64, User> {
        let users = list.iter().flat_map(|(_, users)| users);
        users.map(|user| (user.id, user.clone())).collect()
    };
    let came = users(came);
    let has_signs = |user: &User| user.username.contains('\u{1f}');
    let mut stored = users(stored).into_values();
    stored.all(|user| has_signs(&user) != (came.get(&user.id) == Some(&user)))
}

/// A line for each role and each user, so that a difference is one of them.
fn flat(list: &[(Role, Vec<User>)]) -> Vec<(&Role, Option<&User>)> {
    list.iter()
        .flat_map(|(role, users)| {
            let users = users.iter().map(move |user| (role, Some(user)));
            std::iter::once((role, None)).chain(users)
        })
        .collect()
}

/// What comes back if all is right.
fn stored(db: &Connection) -> Result<Vec<(Role, Vec<User>)>> {
    let mut roles = db.prepare("SELECT * FROM roles ORDER BY id")?;
    let mut users = db.prepare(
        "SELECT * FROM users WHERE role_id IN (SELECT id FROM roles) ORDER BY role_id, id",
    )?;
    let mut users = users.query_map([], User::from_row)?.peekable();
    let mut list = Vec::new();
    for role in roles.query_map([], Role::from_row)? {
        let role = role?;
        let is_one = |user: &Result<User>| user.as_ref().is_ok_and(|user| user.role_id == role.id);
        let of_role: Result<_> = std::iter::from_fn(|| users.next_if(is_one)).collect();
        list.push((role, of_role?));
    }
    Ok(list)
}

fn errors([role, user]: &[PathBuf; 2]) -> Result<String> {
    let nothing = Connection::open_in_memory()?;
    tables(role)?.execute_batch("INSERT INTO roles VALUES (10, 'author'), (20, x'ff')")?;
    tables(user)?.execute_batch(
        "INSERT INTO roles VALUES (10, 'author'), (20, 'admin');
         INSERT INTO users VALUES (1, 'susan', 'susan@example.com', 10), (2, x'ff', 'john@example.com', 10);",
    )?;
    let (role, user) = (own(role)?, own(user)?);
    let no_name = unruly("INSERT INTO roles VALUES (10, 'author'), (20, NULL)")?;
    let [no_email, no_username, stops] = [("'john'", 1), ("NULL", 0), ("'john'", i64::MIN)]
        .map(|(john, n)| {
            unruly(&format!(
                "INSERT INTO roles VALUES (10, 'author'), (20, 'admin');
                 INSERT INTO users VALUES (1, 'susan', 10, 0), (2, {john}, 20, {n}), (3, 'mary', 20, 0);"
            ))
        });
    let lines = [
        ("without tables", nothing),
        ("a role", role),
        ("a user", user),
        ("a role without a name", no_name),
        ("a user without an e-mail", no_email?),
        ("a user without a name", no_username?),
    ];
    let lines = lines.map(|(what, db)| format!("{what}: {}", error_or_users(&db)));
    let stops = stops?;
    let stopped = in_vain(&stops, || roles_with_users(&stops));
    Ok(format!(
        "{}\nSQLite stops before the last user: {stopped}",
        lines.join("\n")
    ))
}

/// A list counts the users, of whom somebody may be missing.
fn error_or_users(db: &Connection) -> String {
    list_in_vain(db, |db| {
        let list = roles_with_users(db)?;
        let users: Vec<User> = list.into_iter().flat_map(|(_, users)| users).collect();
        Ok::<_, rusqlite::Error>(users)
    })
}

/// Three roles of a map can be in order by chance; twenty are not.
fn order(list: &[(Role, Vec<User>)]) -> &'static str {
    let of_users = |(_, users): &(Role, Vec<User>)| users.is_sorted_by_key(|user| user.id);
    match list.is_sorted_by_key(|(role, _)| role.id) {
        true if list.iter().all(of_users) => "in order",
        true => "the users of a role in another order",
        false => "the roles in another order",
    }
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

/// Roles 7 and 13 of 20 have nobody. The first id is the one after `before`.
fn big_blog(file: &Path, before: i64) -> Result<Connection> {
    let db = tables(file)?;
    open(file)?.execute_batch(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
         INSERT INTO roles SELECT {before} + i, 'role ' || (20 - i) FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
         INSERT INTO users SELECT i, 'user ' || (200 - i), i || '@example.com',
             {before} + 1 + iif(i % 20 IN (6, 12), 0, i % 20) FROM n;",
    ))?;
    Ok(db)
}

fn told(answer: Result<String>) -> String {
    answer.unwrap_or_else(|error| format!("an error: {error}"))
}
