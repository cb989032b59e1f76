//! A table of users: what it takes in, what it refuses, and how it is searched.

use crate::shared::{attempt, execute, made, one, stored_odd_text, told, tried};
use models::users::ddl;
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, each_odd_text, open, plan};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    let db = open(&file).expect("a database");
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
                &db,
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
                &db,
                SUSAN2,
                "users (username, email) VALUES ('sue', 'susan@example.com')",
            ))
        },
    );
    s.observe(
        "second-of-an-id",
        "a user written with the id 1, which susan has, is refused",
        || {
            told(attempt(
                &db,
                SUSAN2,
                "users (id, username, email) VALUES (1, 'sue', 'sue@example.com')",
            ))
        },
    );
    s.observe(
        "other-names",
        "Susan, and susan with a blank after it, are different users from susan; the same goes for her address and her hash",
        || told(others(&db)),
    );
    s.observe(
        "no-username",
        "a user without a username is refused",
        || {
            missing(
                &db,
                "username",
                "users (username, email) VALUES (NULL, 'anne@example.com')",
                "users (email) VALUES ('anne@example.com')",
            )
        },
    );
    s.observe("no-email", "a user without an email is refused", || {
        missing(
            &db,
            "email",
            "users (username, email) VALUES ('anne', NULL)",
            "users (username) VALUES ('anne')",
        )
    });
    s.observe(
        "two-at-once",
        "one INSERT has two users, and the second is refused: none is stored",
        || {
            [
                ("the second is called susan", "'susan', 'sue@example.com'"),
                ("the second has her address", "'sue', 'susan@example.com'"),
                ("the second has no username", "NULL, 'sue@example.com'"),
                ("the second has no email", "'sue', NULL"),
            ]
            .map(|(name, second)| {
                let row = format!(
                    "users (username, email) VALUES ('ben', 'ben@example.com'), ({second})"
                );
                format!("{name}: {}", told(attempt(&db, SUSAN2, &row)))
            })
            .join("\n")
        },
    );
    s.observe(
        "leading-zeros",
        "a user called 007 keeps both zeros",
        || told(agent(&file)),
    );
    s.observe(
        "kept-texts",
        "odd texts in username, email and password_hash stay as they were written, and so do changed ones",
        || told(kept(&db)),
    );
    s.observe(
        "lookup-plans",
        "looking for one username or email does not read the whole table",
        || told(plans(&db)),
    );
}

const SUSAN: &str = "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com')";
const JOHN: &str = "INSERT INTO users (username, email) VALUES ('john', 'john@example.com')";

const SUSAN2: &str = "INSERT INTO users (username, email) VALUES ('susan2', 'susan2@example.com')";

/// A value is missing if it is NULL, and if nobody names it.
fn missing(db: &Connection, column: &str, null: &str, left_out: &str) -> String {
    let note = match filled_in(db, column, left_out) {
        Ok(true) => ", and filled in",
        Ok(false) | Err(_) => "",
    };
    let [null, left_out] = [null, left_out].map(|values| told(attempt(db, SUSAN2, values)));
    format!("NULL: {null}\nleft out: {left_out}{note}")
}

/// Whether the column has a value in a row that is written without one.
fn filled_in(db: &Connection, column: &str, row: &str) -> Result<bool> {
    let begun = db.unchecked_transaction()?;
    begun.execute(&format!("INSERT INTO {row}"), [])?;
    let value = format!("SELECT {column} IS NOT NULL FROM users WHERE rowid = last_insert_rowid()");
    begun.query_row(&value, [], |row| row.get(0))
}

/// Who forbids more than this step asks for may refuse them, but not as a second susan.
fn others(db: &Connection) -> Result<String> {
    const UNIQUE: i32 = 2067;
    let line = |(shown, name, email): (&str, &str, &str)| {
        let row = "INSERT INTO users (username, email) VALUES (?1, ?2)";
        let (answer, _) = tried(db, "users", "", |db| {
            db.execute(row, [name, email]).map(drop)
        })?;
        Ok(match answer {
            Err(Error::SqliteFailure(error, _)) if error.extended_code == UNIQUE => {
                format!("{shown}: refused as a second susan")
            }
            _ => format!("{shown}: another"),
        })
    };
    let lines: Result<Vec<String>> = [
        ("the name Susan", "Susan", "sue@example.net"),
        ("her name and a blank", "susan ", "sue@example.net"),
        ("the address Susan@example.com", "sue", "Susan@example.com"),
        ("her address and a blank", "sue", "susan@example.com "),
    ]
    .into_iter()
    .map(line)
    .collect();
    Ok(format!(
        "{}\nasked for SUSAN, and for susan and a blank: {}",
        lines?.join("\n"),
        asked(db)?
    ))
}

/// How a column compares when it is asked, whichever index it has.
fn asked(db: &Connection) -> Result<String> {
    let begun = db.unchecked_transaction()?;
    let text = "UPDATE users SET password_hash = 'susan' WHERE username = 'susan'";
    begun.execute_batch(text)?;
    let found = |(column, text): (&'static str, &str)| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM users WHERE {column} IN (?1, ?2))");
        let others = [text.to_uppercase(), format!("{text} ")];
        Ok(begun
            .query_row(&sql, others, |row| row.get::<_, bool>(0))?
            .then_some(column))
    };
    let found: Vec<&str> = [
        ("username", "susan"),
        ("email", "susan@example.com"),
        ("password_hash", "susan"),
    ]
    .into_iter()
    .map(found)
    .filter_map(Result::transpose)
    .collect::<Result<_>>()?;
    Ok(match found[..] {
        [] => "nobody".to_owned(),
        _ => format!("susan, by {}", found.join(", ")),
    })
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
fn kept(db: &Connection) -> Result<String> {
    let begun = db.unchecked_transaction()?;
    begun.execute_batch("DELETE FROM users")?;
    let odd = each_odd_text(|(number, text)| {
        let columns = ["username", "email", "password_hash"];
        stored_odd_text(&begun, "users", &columns, (number, text))
            .filter(|fault| !fault.ends_with(" is refused"))
    });
    let empty = stored_odd_text(&begun, "users", &["username", "email"], (0, "Anne"))
        .or_else(|| empty_hash(&begun))
        .or_else(|| changed(&begun));
    Ok(odd + &empty.map_or(String::new(), |fault| format!("\n{fault}")))
}

/// A text, if an odd one. A CHECK may refuse it.
fn empty_hash(db: &Connection) -> Option<String> {
    let row = "INSERT INTO users (username, email, password_hash) VALUES ('ben', 'Ben@X.com', '')";
    db.execute(row, []).ok()?;
    let hash = "SELECT quote(password_hash) FROM users WHERE username = 'ben'";
    match db.query_row(hash, [], |row| row.get::<_, String>(0)) {
        Ok(hash) if hash == "''" => None,
        Ok(hash) => Some(format!("an empty password_hash became {hash}")),
        Err(error) => Some(error.to_string()),
    }
}

/// What somebody changes is kept as well. A trigger or a CHECK may refuse it.
fn changed(db: &Connection) -> Option<String> {
    let row = "INSERT INTO users (username, email) VALUES ('daniel', 'daniel@x.com')";
    db.execute(row, []).ok()?;
    let given = ["Daniel ", "Daniel@X.com", " A hash"];
    let change = "UPDATE users SET username = ?1, email = ?2, password_hash = ?3
        WHERE username = 'daniel'";
    db.execute(change, given).ok()?;
    let last = "SELECT username, email, password_hash FROM users ORDER BY rowid DESC LIMIT 1";
    let texts: Result<[String; 3]> =
        db.query_row(last, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]));
    match texts {
        Ok(texts) if texts == given.map(str::to_owned) => None,
        Ok(texts) => Some(format!("changed to {given:?}, they became {texts:?}")),
        Err(error) => Some(error.to_string()),
    }
}

fn plans(db: &Connection) -> Result<String> {
    let plan = |column| plan(db, &format!("SELECT * FROM users WHERE {column} = ?1"));
    Ok(format!("{}\n{}", plan("username")?, plan("email")?))
}
