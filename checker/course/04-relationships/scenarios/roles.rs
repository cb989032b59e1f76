//! The same relationship once more: a role has many users, and each user has one role.

use crate::shared::{
    attempt, besides, changes, compared, connect, copy_of, error_inside, first_change, in_its_row,
    in_transaction, in_vain, in_vain_inside, lines_of, list_in_vain, own, told, unruly,
};
use relationships::{NewUser, ROLES_DDL, Role, USERS_DDL, User, add_user, role_of, users_of};
use rusqlite::{Connection, Result};
use scenario::{Scenario, TEXTS, became, each_odd_text, hindered, open, settings};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let made = make_tables(s, "app.db");
    s.observe(
        "two-tables",
        "ROLES_DDL and then USERS_DDL make the two tables, and leave the connection as it was",
        || match &made {
            Ok((file, changed)) => told(tables(file).map(|said| said + changed)),
            Err(error) => error.to_string(),
        },
    );
    let Ok((file, _)) = made else { return };
    s.observe(
        "add-user",
        "add_user stores each user with the role that was named, and returns the row",
        || told(add_all(&file)),
    );
    s.observe(
        "as-given",
        "quotes, blanks and capitals are stored as they are, among names that are nearly the same",
        || told(as_given(&copy_of(&file))),
    );
    s.observe(
        "odd-texts",
        "odd names, addresses and roles: what is stored, who has a role, and which role it is",
        || told(odd_users(&copy_of(&file))),
    );
    s.observe(
        "hindered",
        "when a user cannot be stored, add_user returns an error and leaves the rest as it was",
        || {
            told(hindered(&copy_of(&file), "users", |db| {
                in_vain(db, || {
                    add_user(db, &new_user(("adam", "adam@example.com", "author")))
                })
            }))
        },
    );
    s.observe(
        "missing-role",
        "a user with a role that does not exist is refused",
        || {
            let by_sql = attempt(
                &copy_of(&file),
                "INSERT INTO users (username, email, role_id) VALUES ('eve', 'eve@example.com', 99)",
            );
            let added = ["king", "10", "%", "_uthor", "?uthor", " author ", ""].map(|role| {
                let said = stored_or_not(&file, ("eve", "eve@example.com", role));
                format!("the role `{role}`, by add_user: {said}")
            });
            format!("role_id 99, by SQL: {by_sql}\n{}", added.join("\n"))
        },
    );
    s.observe(
        "no-role",
        "a user without a role is refused: role_id is NULL, or not named",
        || {
            tried(&file, &[
                ("NULL", "INSERT INTO users (username, email, role_id) VALUES ('ann', 'ann@example.com', 20), ('adam', 'adam@example.com', NULL)"),
                ("not named", "INSERT INTO users (username, email) VALUES ('adam', 'adam@example.com')"),
            ])
        },
    );
    s.observe(
        "missing-texts",
        "a user without a name or an e-mail and a role without a name are refused, also behind a good one",
        || {
            tried(&file, &[
                ("username NULL", "INSERT INTO users (username, email, role_id) VALUES ('ann', 'ann@example.com', 20), (NULL, 'adam@example.com', 20)"),
                ("username not named", "INSERT INTO users (email, role_id) VALUES ('adam@example.com', 20)"),
                ("e-mail NULL", "INSERT INTO users (username, email, role_id) VALUES ('ann', 'ann@example.com', 20), ('adam', NULL, 20)"),
                ("e-mail not named", "INSERT INTO users (username, role_id) VALUES ('adam', 20)"),
                ("role NULL", "INSERT INTO roles (name) VALUES ('king'), (NULL)"),
                ("changed to role 99", "UPDATE users SET role_id = 99"),
                ("changed to role NULL", "UPDATE users SET role_id = NULL"),
                ("username changed to NULL", "UPDATE users SET username = NULL"),
                ("role not named", "INSERT INTO roles (id) VALUES (40)"),
            ])
        },
    );
    s.observe(
        "duplicates",
        "a second susan, a second susan@example.com and a second role admin are refused, also behind a good one",
        || {
            let by_sql = tried(&file, &[
                ("username", "INSERT INTO users (username, email, role_id) VALUES ('ann', 'ann@example.com', 20), ('susan', 'other@example.com', 20)"),
                ("e-mail", "INSERT INTO users (username, email, role_id) VALUES ('ann', 'ann@example.com', 20), ('other', 'susan@example.com', 20)"),
                ("role", "INSERT INTO roles (name) VALUES ('king'), ('admin')"),
            ]);
            let name = stored_or_not(&file, ("susan", "other@example.com", "author"));
            let address = stored_or_not(&file, ("other", "susan@example.com", "author"));
            format!("{by_sql}\nusername, by add_user: {name}\ne-mail, by add_user: {address}")
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
    s.observe(
        "users-of-many",
        "users_of gives all 1100 users of a role whose id needs more than 32 bits",
        || told(users_of_many(&copy_of(&file))),
    );
    s.observe(
        "role-of",
        "role_of gives the role of each user, also when somebody else has the name by now",
        || {
            let mut lines = ["susan", "john", "mary"]
                .map(|name| format!("{name}: {}", told(role_name(&file, name))))
                .to_vec();
            let said = told(role_of_renamed(&file));
            lines.push(format!("susan, who was called john: {said}"));
            lines.join("\n")
        },
    );
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
    s.observe(
        "errors",
        "what cannot be found or read is an error, and no list or role",
        || told(errors()),
    );
}

/// Also returns what the DDL has changed of its connection.
fn make_tables(s: &Scenario, name: &str) -> Result<(PathBuf, String)> {
    let file = s.empty(name);
    let db = own(&file)?;
    let before = settings(&db);
    db.execute_batch(ROLES_DDL)?;
    db.execute_batch(USERS_DDL)?;
    let changed = changes(&db, &before);
    Ok((
        file,
        changed.iter().map(|line| format!("\n{line}")).collect(),
    ))
}

fn tried(file: &Path, lines: &[(&str, &str)]) -> String {
    let line = |(what, sql): &(&str, &str)| format!("{what}: {}", attempt(&copy_of(file), sql));
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn tables(file: &Path) -> Result<String> {
    let sql =
        "SELECT coalesce(group_concat(lower(name), ', ' ORDER BY lower(name)), 'there is none') FROM sqlite_schema
        WHERE type = 'table' AND lower(name) IN ('roles', 'users')";
    let db = open(file)?;
    let tables: String = db.query_row(sql, [], |row| row.get(0))?;
    let rows = ["roles", "users"].map(|table| -> Result<_> {
        let is_empty = !db.prepare(&format!("SELECT 1 FROM {table}"))?.exists([])?;
        Ok((!is_empty).then(|| format!("\nthere are {table} that nobody has stored")))
    });
    // A table that is missing has been told.
    let rows = rows.into_iter().filter_map(|note| note.ok().flatten());
    Ok(tables + &rows.collect::<String>())
}

type Words<'a> = (&'a str, &'a str, &'a str);

fn new_user((username, email, role): Words<'_>) -> NewUser {
    let [username, email, role] = [username, email, role].map(str::to_owned);
    NewUser {
        username,
        email,
        role,
    }
}

/// The connection has just stored a user, who must not be taken for this one, and it is tried again
/// in a transaction of the caller's. What kind of error it is depends on how the role is looked up.
fn stored_or_not(file: &Path, words: Words<'_>) -> String {
    let trial = || {
        let file = copy_of(file);
        let db = own(&file)?;
        let _ = add_user(&db, &new_user(("adam", "adam@example.com", "author")));
        let (before, known) = (all_rows(&db)?, rows_by_id(&db)?);
        let added = add_user(&db, &new_user(words));
        if !db.is_autocommit() {
            return Ok("a transaction was left open".to_owned());
        }
        let change = first_change(&before, &all_rows(&db)?);
        let others = change.is_some();
        match added {
            Ok(user) if others => {
                let (name, lost) = (called(&file, user.role_id)?, lost(&db, &known)?);
                return Ok(format!("stored with the role {name}{lost}"));
            }
            Ok(user) => {
                return Ok(format!(
                    "nothing is stored, and {} comes back",
                    user.username
                ));
            }
            Err(_) => {
                if let Some(change) = change {
                    return Ok(format!("an error; {change}"));
                }
            }
        }
        error_inside(&db, || drop(add_user(&db, &new_user(words))))
    };
    told(trial())
}

fn rows_by_id(db: &Connection) -> Result<BTreeMap<i64, String>> {
    db.prepare("SELECT id, concat_ws(' | ', username, email, role_id) FROM users")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// What became of the first user who was known and is no longer as before.
fn lost(db: &Connection, known: &BTreeMap<i64, String>) -> Result<String> {
    let now = rows_by_id(db)?;
    let other = known.iter().find(|(id, row)| now.get(id) != Some(row));
    Ok(other.map_or(String::new(), |(id, _)| match now.get(id) {
        Some(now) => format!(", and user {id} is {now}"),
        None => format!(", and user {id} is gone"),
    }))
}

fn all_rows(db: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT 'user ' || concat_ws(' | ', id, username, email, coalesce(role_id, 'NULL')) AS line FROM users
        UNION ALL SELECT 'role ' || concat_ws(' | ', id, name) FROM roles ORDER BY line";
    lines_of(db, sql)
}

/// The name of each role is that of its only user. Three ids are 0 and below, and the others fit
/// neither into 32 bits nor into a float.
fn odd_users(file: &Path) -> Result<String> {
    let own = open(file)?;
    let role = |number: usize, text: &str| Role {
        id: match number as i64 {
            below @ 1..4 => 1 - below,
            number => 9_007_199_254_740_993 + 2 * number,
        },
        name: text.to_owned(),
    };
    own.execute_batch("DELETE FROM roles WHERE id < 1; BEGIN")?;
    for (number, text) in TEXTS.iter().enumerate() {
        let Role { id, name } = role(number, text);
        own.execute("INSERT INTO roles (id, name) VALUES (?1, ?2)", (id, name))?;
    }
    own.execute_batch("COMMIT")?;
    let db = connect(file)?;
    let (said, besides) = besides(&db, &["90071"], || {
        each_odd_text(|(number, text)| {
            let role = role(number, text);
            let email = format!("{text}@{text}");
            let added = add_user(&db, &new_user((text, &email, text)));
            let added = match added {
                Ok(user) => user,
                Err(error) => return Some(format!("{text:?}: {}", told(Err(error)))),
            };
            let expected = User {
                id: added.id,
                username: (*text).to_owned(),
                email,
                role_id: role.id,
            };
            match (users_of(&db, role.id), role_of(&db, &added)) {
                (Ok(users), Ok(found)) => became(&expected, &added)
                    .or_else(|| became(&vec![expected], &users))
                    .or_else(|| became(&role, &found)),
                (Err(error), _) | (_, Err(error)) => {
                    Some(format!("{text:?}: {}", told(Err(error))))
                }
            }
        })
    });
    let adam = new_user(("adam", "adam@example.com", "author"));
    let inside = in_transaction(&db, |db| {
        if let Ok(user) = add_user(db, &adam) {
            drop((users_of(db, 10), role_of(db, &user)));
        }
    })?;
    Ok(format!("{said}\n{besides}\n{inside}"))
}

/// The next id fits neither into 32 bits nor into a float, there are twins without blanks and one
/// that LIKE finds, and a trigger adds a robot after each user.
fn as_given(file: &Path) -> Result<String> {
    open(file)?.execute_batch(
        "INSERT INTO roles (id, name) VALUES (4294967306, ' King''s \"_%\" '), (50, 'King''s \"_%\"'),
             (51, ' King''s \"s%\" ');
         INSERT INTO users (id, username, email, role_id) VALUES
             (9007199254740992, 'o''brien', 'o''brien@example.com', 50);
         CREATE TRIGGER robot AFTER INSERT ON users WHEN new.username NOT LIKE 'robot%' BEGIN
             INSERT INTO users (username, email, role_id) VALUES ('robot ' || new.id, 'robot ' || new.id, 10);
         END;",
    )?;
    let db = connect(file)?;
    let brien = (" O'Brien; ", " O'Brien@Example.com ", " King's \"_%\" ");
    let all = [brien, ("é", "é@example.com", "admin")];
    let (said, besides) = besides(&db, &["brien", "king", "é@"], || {
        stored_and_returned(&db, &all)
    });
    Ok(format!("{}\n{besides}", told(said)))
}

/// Names, ids and e-mails are sorted in three different ways, should somebody not sort at all. Two
/// roles have the ids of which one might think that no role has them.
fn add_all(file: &Path) -> Result<String> {
    open(file)?.execute_batch(
        "INSERT INTO roles (id, name) VALUES (20, 'author'), (10, 'admin'), (30, 'guest'),
             (0, 'visitor'), (-1, 'helper');
         CREATE INDEX of_the_grader ON users (role_id, username);",
    )?;
    let all = [
        ("susan", "susan@example.com", "author"),
        ("john", "john@example.com", "admin"),
        ("mary", "mary@example.com", "author"),
    ];
    stored_and_returned(&own(file)?, &all)
}

fn stored_and_returned(db: &Connection, all: &[Words<'_>]) -> Result<String> {
    let mut lines = Vec::new();
    for &words in all {
        let User {
            id,
            username,
            email,
            role_id,
        } = match add_user(db, &new_user(words)) {
            Ok(user) => user,
            Err(error) => {
                lines.push(format!("{:?}: {}", words.0, told(Err(error))));
                continue;
            }
        };
        let given = [
            ("username", words.0),
            ("email", words.1),
            ("role_id", &role_id.to_string()),
        ];
        let stored = in_its_row(db, "users", id, &given)?;
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
    let line = |user: &User| format!("{} {} {}", user.id, user.username, user.email);
    let users: Vec<String> = users.iter().map(line).collect();
    Ok(if users.is_empty() {
        "nobody".to_owned()
    } else {
        users.join(", ")
    })
}

/// Cut to 32 bits, the id of the role is John's, 10.
fn users_of_many(file: &Path) -> Result<String> {
    open(file)?.execute_batch(
        "INSERT INTO roles (id, name) VALUES (4294967306, 'reader');
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
         INSERT INTO users (id, username, email, role_id)
         SELECT CASE WHEN i < 3 THEN 1 - i WHEN i < 12 THEN i + 2 ELSE 8589934592 - 3 * i END,
             'reader ' || i, i || '@example.com', 4294967306 FROM n;",
    )?;
    let db = connect(file)?;
    let many = || -> Result<_> {
        let users = users_of(&db, 4_294_967_306)?;
        let role = users.first().map(|user| role_of(&db, user));
        Ok((users, role))
    };
    let (said, besides) = besides(&db, &["4294967306"], many);
    let (users, role) = said?;
    let role = match role {
        Some(role) => role.map(|role| format!("{} {}", role.id, role.name))?,
        None => "there is no user".to_owned(),
    };
    let mut statement = db.prepare("SELECT * FROM users WHERE role_id = 4294967306 ORDER BY id")?;
    let stored = statement.query_map([], User::from_row)?;
    let same = compared(&users, &stored.collect::<Result<Vec<_>>>()?);
    Ok(format!(
        "{} users, {same}\ntheir role: {role}\n{besides}",
        users.len()
    ))
}

/// The tables are the grader's, for a row that cannot be read may not get into the student's.
fn errors() -> Result<String> {
    let tables = "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, email TEXT, role_id INTEGER);
        INSERT INTO roles VALUES (10, 'author'), (20, x'ff');
        INSERT INTO users VALUES (1, 'susan', 'susan@example.com', 10), (2, 'john', x'ff', 10),
            (3, 'mary', 'mary@example.com', 20), (4, 'ann', 'ann@example.com', 99);";
    let (nothing, db) = (Connection::open_in_memory()?, Connection::open_in_memory()?);
    db.execute_batch(tables)?;
    let unruly = unruly(
        "INSERT INTO users VALUES (1, 'susan', 10, 0), (2, 'john', 10, -9223372036854775808),
             (3, 'mary', 10, 0), (4, 'ann', 30, 1), (5, 'eve', 20, 0);
         INSERT INTO roles VALUES (10, 'author'), (20, NULL), (30, 'guest');",
    )?;
    let role = |db: &Connection, id, username: &str, role_id| -> Result<Role> {
        let (username, email) = (username.to_owned(), format!("{username}@example.com"));
        role_of(
            db,
            &User {
                id,
                username,
                email,
                role_id,
            },
        )
    };
    let lines = [
        (
            "users_of, without tables",
            list_in_vain(&nothing, |db| users_of(db, 10)),
        ),
        (
            "users_of, a user cannot be read",
            list_in_vain(&db, |db| users_of(db, 10)),
        ),
        (
            "users_of, a user has no e-mail",
            list_in_vain(&unruly, |db| users_of(db, 30)),
        ),
        (
            "users_of, SQLite stops before the last",
            in_vain(&unruly, || users_of(&unruly, 10)),
        ),
        (
            "role_of, without tables",
            in_vain(&nothing, || role(&nothing, 1, "susan", 10)),
        ),
        (
            "role_of, the role is gone",
            in_vain(&db, || role(&db, 4, "ann", 99)),
        ),
        (
            "role_of, the role cannot be read",
            in_vain_inside(&db, |db| role(db, 3, "mary", 20)),
        ),
        (
            "role_of, the role has no name",
            in_vain(&unruly, || role(&unruly, 5, "eve", 20)),
        ),
    ];
    Ok(lines
        .map(|(what, said)| format!("{what}: {said}"))
        .join("\n"))
}

/// Susan as she was read when she had the name and the address that are John's today.
fn role_of_renamed(file: &Path) -> Result<String> {
    let susan = User {
        id: 1,
        username: "john".to_owned(),
        email: "john@example.com".to_owned(),
        role_id: 20,
    };
    role_of(&own(file)?, &susan).map(|role| format!("{} {}", role.id, role.name))
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
