//! A table that is not quite like the struct: other order, one column more, no types.

use models::model::User;
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, TEXTS, became, each_odd_text, open};
use std::path::Path;

/// Without types SQLite keeps each value as it is.
const TABLE: &str = "
    CREATE TABLE users (joined, password_hash, email, id, username);
    INSERT INTO users VALUES
        ('2024-02-29', 'hash-of-susan', 'susan@example.com', 1, 'susan'),
        ('2024-03-01', NULL, 'john@example.com', 2, 'john'),
        ('2024-03-02', '', ' Zoë.O''Brien@Example.com ', 9007199254740993, ' Zoë '),
        ('2024-03-03', ' *A ', '', -1, 'susan2');";

/// The same user; the order is that of the struct.
const OTHER: &str = "
    CREATE TABLE users (id, username, email, password_hash, joined);
    INSERT INTO users VALUES (1, 'susan', 'susan@example.com', 'hash-of-susan', '2024-02-29');";

pub fn run(s: &mut Scenario) {
    let [good, other, bad, short] =
        ["good", "other", "bad", "short"].map(|name| s.empty(&format!("{name}.db")));
    open(&good)
        .and_then(|db| db.execute_batch(TABLE))
        .expect("two users");
    s.observe(
        "other-column-order",
        "susan is read from a table with another order and one column more, then from one with yet another order",
        || {
            let first = exact(read(&good, "username = 'susan'"));
            let moved = open(&other).and_then(|db| db.execute_batch(OTHER));
            let second = exact(moved.and_then(|()| read(&other, "username = 'susan'")));
            format!("{first}\n{second}")
        },
    );
    s.observe(
        "no-password",
        "john has no password yet, so his password_hash is None",
        || told(read(&good, "username = 'john'")),
    );
    s.observe(
        "odd-values",
        "a large id, one below 0, capitals, blanks and empty texts are read as they are",
        || {
            ["id > 2", "id < 0"]
                .map(|condition| exact(read(&good, condition)))
                .join("\n")
        },
    );
    s.observe(
        "odd-texts",
        "odd texts and long ones as username, email and password_hash are read as they are",
        || odd_texts(&good).unwrap_or_else(|error| told(Err(error))),
    );
    open(&bad)
        .and_then(|db| db.execute_batch(TABLE))
        .expect("two users");
    let db = open(&bad).expect("a database");
    let with = |change: &str| {
        // One value is wrong at a time.
        let change = format!("UPDATE users SET {change} WHERE rowid = 1");
        let one = db.unchecked_transaction().expect("a transaction");
        one.execute_batch(&change).expect("a change");
        refused(&one)
    };
    let each = |column: &str, kinds: &[(&str, &str)]| {
        let line = |(kind, value): &(&str, &str)| {
            format!("{kind}: {}", with(&format!("{column} = {value}")))
        };
        kinds.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    const NO_IDS: [(&str, &str); 5] = [
        ("the text abc", "'abc'"),
        ("the text 5", "'5'"),
        ("the number 1.5", "1.5"),
        ("a BLOB", "x'35'"),
        ("NULL", "NULL"),
    ];
    const NO_TEXTS: [(&str, &str); 4] = [
        ("the number 5", "5"),
        ("the number 1.5", "1.5"),
        ("a BLOB", "x'73'"),
        ("NULL", "NULL"),
    ];
    s.observe(
        "bad-id",
        "an id that is a text, a fraction, a BLOB or NULL is an error",
        || each("id", &NO_IDS),
    );
    s.observe(
        "bad-username",
        "a username that is a number, a BLOB or NULL is an error",
        || each("username", &NO_TEXTS),
    );
    s.observe(
        "bad-email",
        "an email that is a number, a BLOB or NULL is an error",
        || each("email", &NO_TEXTS),
    );
    s.observe(
        "no-utf-8",
        "a username, an email or a password_hash that is no UTF-8 is an error",
        || {
            ["username", "email", "password_hash"]
                .map(|column| {
                    let answer = with(&format!("{column} = CAST(x'73ff' AS TEXT)"));
                    format!("{column}: {answer}")
                })
                .join("\n")
        },
    );
    s.observe(
        "bad-password-hash",
        "a password_hash that is a number or a BLOB is an error",
        || each("password_hash", &NO_TEXTS[..3]),
    );
    s.observe(
        "missing-column",
        "a table without the column email is an error, and so is one without password_hash",
        || {
            ["email", "password_hash"]
                .map(|column| format!("without {column}: {}", without(&short, column)))
                .join("\n")
        },
    );
}

/// The ids are as odd as the texts, each hash is the next text, and all rows are read by one statement.
fn odd_texts(file: &Path) -> Result<String> {
    let db = open(file)?;
    let ids = [i64::MIN, -4_294_967_296, 0, 4_294_967_297, i64::MAX - 100];
    let id = |number: usize| ids[number % ids.len()] + number as i64;
    let next = |number: usize| TEXTS[(number + 1) % TEXTS.len()];
    db.execute_batch("BEGIN; DELETE FROM users")?;
    for (number, text) in TEXTS.iter().enumerate() {
        let sql = "INSERT INTO users VALUES ('2024-03-04', ?1, ?2, ?3, ?4)";
        db.execute(
            sql,
            (next(number), format!("{text}@{text}"), id(number), text),
        )?;
    }
    // With a zero byte, at which a text ends in C.
    let long = format!("zoe\0{}", "é".repeat(396));
    let sql = "INSERT INTO users VALUES ('2024-03-04', ?1, ?1, 77, ?1)";
    db.execute(sql, [&long])?;
    let sql = format!("SELECT {} FROM users ORDER BY rowid", User::COLUMNS);
    let mut statement = db.prepare(&sql)?;
    let users: Vec<User> = statement
        .query_map([], User::from_row)?
        .collect::<Result<_>>()?;
    let is_whole = |user: &User| {
        user.username == long && user.email == long && user.password_hash.as_ref() == Some(&long)
    };
    let whole = match users.last().is_some_and(is_whole) {
        true => "whole",
        false => "not whole",
    };
    let odd = each_odd_text(|(number, text)| {
        let user = users.get(number)?;
        became(&id(number), &user.id)
            .or_else(|| became(&(*text).to_owned(), &user.username))
            .or_else(|| became(&format!("{text}@{text}"), &user.email))
            .or_else(|| became(&Some(next(number).to_owned()), &user.password_hash))
    });
    Ok(format!(
        "{odd}\ntexts of 400 letters, one a zero byte: {whole}"
    ))
}

/// Reads susan from a table that lacks a column.
fn without(file: &Path, column: &str) -> String {
    let db = open(file).expect("a database");
    db.execute_batch(&format!(
        "BEGIN; {TABLE} ALTER TABLE users DROP COLUMN {column}"
    ))
    .expect("a table");
    refused(&db)
}

fn read(file: &Path, condition: &str) -> Result<User> {
    first(&open(file)?, condition)
}

fn first(db: &Connection, condition: &str) -> Result<User> {
    let sql = format!("SELECT {} FROM users WHERE {condition}", User::COLUMNS);
    db.query_row(&sql, [], User::from_row)
}

fn told(user: Result<User>) -> String {
    match user {
        Ok(user) => format!(
            "id {}\nusername {}\nemail {}\npassword_hash {:?}",
            user.id, user.username, user.email, user.password_hash
        ),
        // At which place a column stands is the student's choice.
        Err(Error::InvalidColumnType(_, name, kind)) => {
            format!("an error: Invalid column type {kind}, name: {name}")
        }
        Err(error) => format!("an error: {error}"),
    }
}

/// With quotation marks, so that blanks at the ends are seen.
fn exact(user: Result<User>) -> String {
    match user {
        Ok(User {
            id,
            username,
            email,
            password_hash,
        }) => {
            format!("{id} {username:?} {email:?} {password_hash:?}")
        }
        Err(error) => told(Err(error)),
    }
}

/// What comes of susan's row. Which error it is does not matter.
fn refused(db: &Connection) -> String {
    let Ok(user) = first(db, "rowid = 1") else {
        return "an error".to_owned();
    };
    let user = told(Ok(user));
    // Whoever reads neither row has another fault than to pass over an error.
    let of_john = first(db, "rowid = 2").map(|john| told(Ok(john)));
    if of_john.is_ok_and(|john| john == user) {
        "no error, and the same user as from john's row".to_owned()
    } else {
        format!("no error\n{user}")
    }
}
