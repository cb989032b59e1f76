//! How long a name and an address may be, as the database sees it.

use crate::shared::{execute, told};
use models::limits::ddl;
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, open};
use std::path::Path;

/// Extended codes of SQLite: a CHECK, a NOT NULL, and a trigger that raises.
const REFUSALS: [i32; 3] = [275, 1299, 1811];

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe("the statement of ddl() runs", || made(&file));
    let mut users = 0;
    let mut each = |title: &str, tries: &[(&str, &str, Option<String>)]| {
        s.observe(title, || {
            let mut line = |(name, column, value): &(&str, &str, Option<String>)| {
                users += 1;
                format!("{name}: {}", insert(&file, users, column, value.as_deref()))
            };
            tries
                .iter()
                .map(|one| line(one))
                .collect::<Vec<_>>()
                .join("\n")
        });
    };
    let text = |letter: &str, count| Some(letter.repeat(count));
    // An @ is there, for those who check that as well.
    let address = |letter: &str, count: usize| Some(letter.repeat(count - 2) + "@b");
    each(
        "a username has 1 to 64 letters",
        &[
            ("none", "username", text("a", 0)),
            ("1 letter", "username", text("a", 1)),
            ("64 letters", "username", text("b", 64)),
            ("65 letters", "username", text("b", 65)),
        ],
    );
    each(
        "an é is one letter, whatever it takes in bytes",
        &[
            ("64 times é", "username", text("é", 64)),
            ("65 times é", "username", text("é", 65)),
        ],
    );
    each(
        "an email has 3 to 120 letters",
        &[
            ("2 letters", "email", address("e", 2)),
            ("3 letters", "email", address("e", 3)),
            ("120 letters, most of them é", "email", address("é", 120)),
            ("121 letters", "email", address("e", 121)),
        ],
    );
    each(
        "NULL is no way around the limits",
        &[
            ("a username that is NULL", "username", None),
            ("an email that is NULL", "email", None),
        ],
    );
    s.observe(
        "changing susan's username to 65 letters is refused, too",
        || {
            // Without a rule for new rows there is nothing to be learnt from old ones.
            if insert(&file, 0, "username", text("c", 65).as_deref()) == "accepted" {
                return "not tried: even a new username may have 65".to_owned();
            }
            rename(&file)
        },
    );
    let declared = open(&file).and_then(|db| declared(&db)).unwrap_or_default();
    s.clue("what the column username is declared as", declared);
}

/// The rest of the step needs susan, whom no limit should keep out.
fn made(file: &Path) -> String {
    let susan = "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com')";
    match execute(file, ddl()).map(|()| execute(file, susan)) {
        Err(error) => told::<String>(Err(error)),
        Ok(Ok(())) => "it does".to_owned(),
        Ok(Err(error)) if refusal(&error) == "refused" => {
            "it does, but the user susan is refused".to_owned()
        }
        Ok(Err(error)) => told::<String>(Err(error)),
    }
}

/// Adds a user whose other column cannot be the reason for a refusal.
fn insert(file: &Path, number: u32, column: &str, value: Option<&str>) -> String {
    let other = if column == "email" {
        "username"
    } else {
        "email"
    };
    let sql = format!("INSERT INTO users ({column}, {other}) VALUES (?1, ?2)");
    match open(file).and_then(|db| db.execute(&sql, (value, format!("user{number}@x.com")))) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => refusal(&error),
    }
}

fn rename(file: &Path) -> String {
    let new_name = "u".repeat(65);
    let sql = "UPDATE users SET username = ?1 WHERE username = 'susan'";
    match open(file).and_then(|db| db.execute(sql, [new_name])) {
        Ok(0) => "not tried: susan is not there".to_owned(),
        Ok(_) => "accepted".to_owned(),
        Err(error) => refusal(&error),
    }
}

/// The text of a CHECK or of a trigger is the student's own.
fn refusal(error: &Error) -> String {
    match error.sqlite_error() {
        Some(code) if REFUSALS.contains(&code.extended_code) => "refused".to_owned(),
        _ => format!("an error: {error}"),
    }
}

fn declared(db: &Connection) -> Result<String> {
    let sql = "SELECT type FROM pragma_table_xinfo('users') WHERE name = 'username'";
    let declared: String = db.query_row(sql, [], |row| row.get(0))?;
    Ok(if declared.contains('(') {
        "a type with a number"
    } else {
        "a type without a number"
    }
    .to_owned())
}
