//! A table of users: what it takes in, what it refuses, and how it is searched.

use crate::shared::{attempt, execute, made, one, stored_odd_text, told, tried};
use models::users::ddl;
use rusqlite::{Error, Result};
use scenario::{Scenario, each_odd_text, open, plan};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe(
        "ddl-table",
        "ddl() makes one table, and it is called users",
        || told(made(&file, ddl())),
    );
    s.observe(
        "without-id-and-hash",
        "susan is stored without an id and without a password_hash",
        || told(first(&file)),
    );
    s.observe(
        "first-two-ids",
        "susan and john, written without an id, get the ids 1 and 2",
        || told(execute(&file, JOHN).and_then(|()| ids(&file))),
    );
    s.observe(
        "second-of-a-name",
        "a second user called susan is refused",
        || {
            told(attempt(
                &file,
                SUSAN2,
                "users (username, email) VALUES ('susan', 'susan@example.org')",
            ))
        },
    );
    s.observe(
        "second-of-an-email",
        "a second user with the address susan@example.com is refused",
        || {
            told(attempt(
                &file,
                SUSAN2,
                "users (username, email) VALUES ('sue', 'susan@example.com')",
            ))
        },
    );
    s.observe(
        "two-at-once",
        "one INSERT has two users, and the second is called susan: none is stored",
        || {
            told(attempt(
                &file,
                SUSAN2,
                "users (username, email) VALUES ('ben', 'ben@example.com'), ('susan', 'sue@example.com')",
            ))
        },
    );
    s.observe(
        "other-names",
        "Susan, and susan with a blank behind it, are other names than susan",
        || told(others(&file)),
    );
    s.observe(
        "no-username",
        "a user without a username is refused",
        || {
            missing(
                &file,
                "users (username, email) VALUES (NULL, 'anne@example.com')",
                "users (email) VALUES ('anne@example.com')",
            )
        },
    );
    s.observe("no-email", "a user without an email is refused", || {
        missing(
            &file,
            "users (username, email) VALUES ('anne', NULL)",
            "users (username) VALUES ('anne')",
        )
    });
    s.observe(
        "leading-zeros",
        "a user called 007 keeps both zeros",
        || told(agent(&file)),
    );
    s.observe(
        "kept-texts",
        "odd texts in username, email and password_hash stay as they were written",
        || told(kept(&file)),
    );
    s.observe(
        "lookup-plans",
        "looking for one username or email does not read the whole table",
        || told(plans(&file)),
    );
}

const SUSAN: &str = "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com')";
const JOHN: &str = "INSERT INTO users (username, email) VALUES ('john', 'john@example.com')";

const SUSAN2: &str = "INSERT INTO users (username, email) VALUES ('susan2', 'susan2@example.com')";

/// A value is missing if it is NULL, and if nobody names it.
fn missing(file: &Path, null: &str, left_out: &str) -> String {
    let [null, left_out] = [null, left_out].map(|values| told(attempt(file, SUSAN2, values)));
    format!("NULL: {null}\nleft out: {left_out}")
}

/// Who forbids more than this step asks for may refuse them, but not as a second susan.
fn others(file: &Path) -> Result<String> {
    const UNIQUE: i32 = 2067;
    let told = |name: &str, shown: &str| {
        let row = "INSERT INTO users (username, email) VALUES (?1, ?1 || '@example.net')";
        let (answer, _) = tried(&open(file)?, "users", "", |db| {
            db.execute(row, [name]).map(drop)
        })?;
        Ok(match answer {
            Err(Error::SqliteFailure(error, _)) if error.extended_code == UNIQUE => {
                format!("{shown}: refused as a second susan")
            }
            _ => format!("{shown}: another name"),
        })
    };
    let lines: Result<Vec<String>> = [("Susan", "Susan"), ("susan ", "with a blank")]
        .into_iter()
        .map(|(name, shown)| told(name, shown))
        .collect();
    Ok(lines?.join("\n"))
}

fn first(file: &Path) -> Result<String> {
    execute(file, SUSAN)?;
    let hash = one(
        file,
        "SELECT quote(password_hash) FROM users WHERE username = 'susan'",
    )?;
    Ok(match hash.as_str() {
        "NULL" => "she is".to_owned(),
        hash => format!("she is, with the password_hash {hash}"),
    })
}

fn ids(file: &Path) -> Result<String> {
    let list = "SELECT group_concat(coalesce(id, 'NULL'), ' and ' ORDER BY rowid) FROM users";
    one(file, list)
}

fn agent(file: &Path) -> Result<String> {
    execute(
        file,
        "INSERT INTO users (username, email) VALUES ('007', 'bond@example.com')",
    )?;
    let name = "SELECT CAST(username AS TEXT) FROM users WHERE email = 'bond@example.com'";
    one(file, name)
}

/// Who forbids more than this step asks for may refuse them.
fn kept(file: &Path) -> Result<String> {
    let db = open(file)?;
    db.execute_batch("BEGIN; DELETE FROM users")?;
    Ok(each_odd_text(|(_, text)| {
        stored_odd_text(&db, "users", &["username", "email", "password_hash"], text)
            .filter(|fault| !fault.ends_with(" is refused"))
    }))
}

fn plans(file: &Path) -> Result<String> {
    let db = open(file)?;
    let plan = |column| plan(&db, &format!("SELECT * FROM users WHERE {column} = ?1"));
    Ok(format!("{}\n{}", plan("username")?, plan("email")?))
}
