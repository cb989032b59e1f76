//! The same relationship once more: a role has many users, and each user has one role.

use crate::shared::{attempt, copy_of, own, told};
use relationships::{NewUser, ROLES_DDL, USERS_DDL, User, add_user, role_of, users_of};
use rusqlite::{Connection, Result};
use scenario::{Scenario, open};
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let made = make_tables(s, "app.db");
    s.observe(
        "two-tables",
        "ROLES_DDL and then USERS_DDL make the two tables",
        || match &made {
            Ok(file) => told(tables(file)),
            Err(error) => error.to_string(),
        },
    );
    let Ok(file) = made else { return };
    s.observe(
        "add-user",
        "add_user stores each user with the role that was named, and returns the row",
        || told(add_all(&file)),
    );
    s.observe(
        "missing-role",
        "a user with a role that does not exist is refused",
        || {
            let by_sql = attempt(
                &copy_of(&file),
                "INSERT INTO users (username, email, role_id) VALUES ('eve', 'eve@example.com', 99)",
            );
            let added = told(add_king(&copy_of(&file)));
            format!("role_id 99, by SQL: {by_sql}\nthe role king, by add_user: {added}")
        },
    );
    s.observe("no-role", "a user without a role is refused", || {
        attempt(
            &copy_of(&file),
            "INSERT INTO users (username, email, role_id) VALUES ('adam', 'adam@example.com', NULL)",
        )
    });
    s.observe(
        "missing-texts",
        "a user without a name or an e-mail and a role without a name are refused",
        || {
            let lines = [
                ("username", "INSERT INTO users (username, email, role_id) VALUES (NULL, 'adam@example.com', 20)"),
                ("e-mail", "INSERT INTO users (username, email, role_id) VALUES ('adam', NULL, 20)"),
                ("role", "INSERT INTO roles (name) VALUES (NULL)"),
            ];
            lines.map(|(what, sql)| format!("{what}: {}", attempt(&copy_of(&file), sql))).join("\n")
        },
    );
    s.observe(
        "duplicates",
        "a second susan, a second susan@example.com and a second role admin are refused",
        || {
            let lines = [
                ("username", "INSERT INTO users (username, email, role_id) VALUES ('susan', 'other@example.com', 20)"),
                ("e-mail", "INSERT INTO users (username, email, role_id) VALUES ('other', 'susan@example.com', 20)"),
                ("role", "INSERT INTO roles (name) VALUES ('admin')"),
            ];
            lines.map(|(what, sql)| format!("{what}: {}", attempt(&copy_of(&file), sql))).join("\n")
        },
    );
    s.observe(
        "users-of",
        "users_of gives the users of each role, in the order of their ids",
        || {
            [10, 20, 30]
                .map(|id| format!("role {id}: {}", told(names_of(&file, id))))
                .join("\n")
        },
    );
    s.observe("role-of", "role_of gives the role of each user", || {
        ["susan", "john", "mary"]
            .map(|name| format!("{name}: {}", told(role_name(&file, name))))
            .join("\n")
    });
    s.observe(
        "renamed-role",
        "when the role author is renamed to writer, mary and susan are writers",
        || {
            let renamed = attempt(
                &file,
                "UPDATE roles SET name = 'writer' WHERE name = 'author'",
            );
            let roles =
                ["mary", "susan"].map(|name| format!("{name}: {}", told(role_name(&file, name))));
            format!("{renamed}\n{}", roles.join("\n"))
        },
    );
}

fn make_tables(s: &Scenario, name: &str) -> Result<PathBuf> {
    let file = s.empty(name);
    let db = open(&file)?;
    db.execute_batch(ROLES_DDL)?;
    db.execute_batch(USERS_DDL)?;
    Ok(file)
}

fn tables(file: &Path) -> Result<String> {
    let sql =
        "SELECT coalesce(group_concat(lower(name), ', ' ORDER BY lower(name)), 'there is none') FROM sqlite_schema
        WHERE type = 'table' AND lower(name) IN ('roles', 'users')";
    open(file)?.query_row(sql, [], |row| row.get(0))
}

fn add(db: &Connection, username: &str, role: &str) -> Result<User> {
    let new = NewUser {
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        role: role.to_owned(),
    };
    add_user(db, &new)
}

/// What kind of error it is depends on how the role is looked up.
fn add_king(file: &Path) -> Result<String> {
    let db = own(file)?;
    let added = add(&db, "eve", "king");
    if !db.is_autocommit() {
        return Ok("a transaction was left open".to_owned());
    }
    match added {
        Ok(eve) => called(file, eve.role_id).map(|name| format!("stored with the role {name}")),
        Err(_) => Ok("an error".to_owned()),
    }
}

/// Names, ids and e-mails are sorted in three different ways, should somebody not sort at all.
fn add_all(file: &Path) -> Result<String> {
    open(file)?.execute_batch(
        "INSERT INTO roles (id, name) VALUES (20, 'author'), (10, 'admin'), (30, 'guest');
         CREATE INDEX of_the_grader ON users (role_id, username);",
    )?;
    let mut lines = Vec::new();
    for (username, role) in [("susan", "author"), ("john", "admin"), ("mary", "author")] {
        let User {
            id,
            username,
            email,
            role_id,
        } = add(&own(file)?, username, role)?;
        let same = "SELECT count(*) FROM users WHERE id = ?1 AND username = ?2 AND email = ?3 AND role_id = ?4";
        let same: i64 =
            open(file)?.query_row(same, (id, &username, &email, role_id), |row| row.get(0))?;
        let stored = if same == 1 {
            "as it is stored"
        } else {
            "not as it is stored"
        };
        lines.push(format!(
            "{id} | {username} | {email} | role {role_id}: {stored}"
        ));
    }
    Ok(lines.join("\n"))
}

fn called(file: &Path, role_id: i64) -> Result<String> {
    let sql = "SELECT coalesce(max(name), 'of nobody') FROM roles WHERE id = ?1";
    open(file)?.query_row(sql, [role_id], |row| row.get(0))
}

fn names_of(file: &Path, role_id: i64) -> Result<String> {
    let users = users_of(&own(file)?, role_id)?;
    let names: Vec<String> = users.iter().map(|user| user.username.clone()).collect();
    Ok(if names.is_empty() {
        "nobody".to_owned()
    } else {
        names.join(", ")
    })
}

fn role_name(file: &Path, username: &str) -> Result<String> {
    let db = own(file)?;
    let sql = "SELECT * FROM users WHERE username = ?1";
    match db.query_row(sql, [username], User::from_row) {
        Ok(user) => role_of(&db, &user).map(|role| format!("{} {}", role.id, role.name)),
        // A `todo!()` should be met all the same.
        Err(_) => {
            let (id, username) = (1, username.to_owned());
            let email = format!("{username}@example.com");
            let _ = role_of(
                &db,
                &User {
                    id,
                    username,
                    email,
                    role_id: 10,
                },
            );
            Ok("this user was not stored".to_owned())
        }
    }
}
