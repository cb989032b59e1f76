//! How long a name and an address may be, as the database sees it.

use crate::shared::{accepted, execute, made, stored_odd_text, told, tried};
use models::limits::ddl;
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, each_odd_text, open};
use std::path::Path;

/// Extended codes of SQLite: a CHECK, a NOT NULL, and a trigger that raises.
const REFUSALS: [i32; 3] = [275, 1299, 1811];

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    let db = open(&file).expect("a database");
    s.observe("ddl", "the statement of ddl() runs", || with_susan(&file));
    let mut users = 0;
    let mut each = |id: &str, title: &str, tries: &[(&str, &str, Option<String>)]| {
        s.observe(id, title, || {
            let mut line = |(name, column, value): &(&str, &str, Option<String>)| {
                users += 1;
                format!("{name}: {}", insert(&db, users, column, value.as_deref()))
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
        "username-lengths",
        "a username has 1 to 64 letters",
        &[
            ("none", "username", text("a", 0)),
            ("1 letter", "username", text("a", 1)),
            ("64 letters", "username", text("b", 64)),
            (
                "64 letters, with blanks and a quote",
                "username",
                Some("O'Brien of ".to_owned() + &"d".repeat(53)),
            ),
            ("65 letters", "username", text("b", 65)),
            (
                "64 letters and a blank",
                "username",
                Some("c".repeat(64) + " "),
            ),
        ],
    );
    each(
        "letters-not-bytes",
        "an é is one letter, and so is a 😀, whatever they take in bytes",
        &[
            ("one é", "username", text("é", 1)),
            ("64 times é", "username", text("é", 64)),
            ("65 times é", "username", text("é", 65)),
            ("64 times 😀", "username", text("😀", 64)),
            ("120 letters, most of them 😀", "email", address("😀", 120)),
        ],
    );
    each(
        "email-lengths",
        "an email has 3 to 120 letters",
        &[
            ("2 letters", "email", address("e", 2)),
            ("2 letters, one of them é", "email", text("é@", 1)),
            ("3 letters", "email", address("e", 3)),
            ("120 letters, most of them é", "email", address("é", 120)),
            ("121 letters", "email", address("e", 121)),
            (
                "120 letters and a blank",
                "email",
                address("f", 120).map(|text| text + " "),
            ),
        ],
    );
    each(
        "null-values",
        "NULL is no way around the limits",
        &[
            ("a username that is NULL", "username", None),
            ("an email that is NULL", "email", None),
        ],
    );
    s.observe(
        "odd-texts",
        "which letters they are does not matter: odd texts of 1 to 64 letters, addresses without an @",
        || {
            told(db.unchecked_transaction().map(|begun| {
                let columns = ["username", "email"];
                each_odd_text(|(number, text)| {
                    stored_odd_text(&begun, "users", &columns, (number, text))
                })
            }))
        },
    );
    s.observe(
        "left-out",
        "a row without a username or an email is refused, too",
        || {
            let one = |column, sql| format!("{column} left out: {}", left_out(&db, sql));
            [
                one(
                    "a username",
                    "INSERT INTO users (email) VALUES ('anne@x.com')",
                ),
                one("an email", "INSERT INTO users (username) VALUES ('anne')"),
            ]
            .join("\n")
        },
    );
    s.observe(
        "two-at-once",
        "one INSERT has two users, and the second is refused: none is stored",
        || {
            let name = |value| (value, text("emma@x.com", 1));
            let email = |value| (text("emma", 1), value);
            [
                ("a username of 65 letters", name(text("b", 65))),
                ("an email of 121 letters", email(address("b", 121))),
                ("a username that is NULL", name(None)),
                ("an email that is NULL", email(None)),
            ]
            .map(|(what, second)| {
                let sql =
                    "INSERT INTO users (username, email) VALUES ('ben', 'ben@x.com'), (?1, ?2)";
                let said = outcome(&db, |db| db.execute(sql, second).map(|_| 0));
                format!("{what}: {said}")
            })
            .join("\n")
        },
    );
    s.observe(
        "changed-within",
        "changing susan's username or email to what a new user may have is accepted",
        || {
            let tries = [
                ("a username of 1 letter", "username", text("c", 1)),
                ("a username of 64 letters", "username", text("é", 64)),
                ("an email of 3 letters", "email", address("c", 3)),
                ("an email of 120 letters", "email", address("é", 120)),
                ("the username that she has", "username", text("susan", 1)),
            ];
            tries
                .map(|(name, column, value)| {
                    format!("{name}: {}", change(&db, column, value.as_deref()))
                })
                .join("\n")
        },
    );
    let mut each = |id: &str, title: &str, tries: &[(&str, &str, Option<String>)]| {
        s.observe(id, title, || {
            let line = |(name, column, value): &(&str, &str, Option<String>)| {
                format!("{name}: {}", changed(&db, column, value.as_deref()))
            };
            tries.iter().map(line).collect::<Vec<_>>().join("\n")
        });
    };
    each(
        "changed-to-too-long",
        "changing susan's username or email is no way around the upper limits",
        &[
            ("a username of 65 letters", "username", text("c", 65)),
            ("an email of 121 letters", "email", address("c", 121)),
        ],
    );
    each(
        "changed-to-too-short",
        "changing susan's username or email is no way around the lower limits",
        &[
            ("an empty username", "username", text("", 0)),
            ("an email of 2 letters", "email", text("@", 2)),
            (
                "an email of 2 letters, one of them é",
                "email",
                text("é@", 1),
            ),
        ],
    );
    each(
        "changed-to-null",
        "changing susan's username or email to NULL is refused, too",
        &[
            ("a username that is NULL", "username", None),
            ("an email that is NULL", "email", None),
        ],
    );
    s.observe(
        "two-changed-at-once",
        "one UPDATE changes two users, and the second is refused: neither is changed",
        || {
            let tries = [
                ("a username of 65 letters", "username", text("c", 65)),
                ("an email of 121 letters", "email", address("c", 121)),
            ];
            tries
                .map(|(name, column, value)| {
                    format!("{name}: {}", changed_both(&db, column, value.as_deref()))
                })
                .join("\n")
        },
    );
    s.clue("how-limited", limited(&db).unwrap_or("by no table users"));
}

/// The rest of the step needs susan, whom no limit should keep out.
fn with_susan(file: &Path) -> String {
    let susan = "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com')";
    let tables = match made(file, ddl()) {
        Err(error) => return told::<String>(Err(error)),
        Ok(tables) => tables,
    };
    // What is told besides the tables stands in lines of its own.
    let rest = match tables.strip_prefix("users") {
        Some(rest) if rest.is_empty() || rest.starts_with('\n') => rest.to_owned(),
        _ => format!("\nthe tables are: {tables}"),
    };
    match execute(file, susan) {
        Ok(()) => format!("it does{rest}"),
        Err(error) if refusal(&error) == "refused" => {
            format!(
                "it does, but the user susan is refused{}{rest}",
                missing(&error)
            )
        }
        Err(error) => told::<String>(Err(error)) + &rest,
    }
}

/// Which column wants a value that susan has not.
fn missing(error: &Error) -> String {
    const NOT_NULL: i32 = 1299;
    match error {
        Error::SqliteFailure(failure, Some(text)) if failure.extended_code == NOT_NULL => {
            format!(": {text}")
        }
        _ => String::new(),
    }
}

/// Whom no limit keeps out, before somebody else in the same transaction.
const NEIGHBOUR: &str =
    "INSERT INTO users (username, email) VALUES ('neighbour', 'neighbour@x.com')";

/// Adds a user whose other column cannot be the reason for a refusal.
fn insert(db: &Connection, number: u32, column: &str, value: Option<&str>) -> String {
    let other = other(column);
    let sql = format!("INSERT INTO users ({column}, {other}) VALUES (?1, ?2)");
    let unlike = format!("SELECT count(*) FROM users WHERE {other} = ?2 AND {column} IS NOT ?1");
    let values = match column {
        "email" => (value, format!("user{number}")),
        _ => (value, format!("user{number}@x.com")),
    };
    outcome(db, |db| {
        db.execute(&sql, (values.0, &values.1))?;
        db.query_row(&unlike, (values.0, &values.1), |row| row.get(0))
    })
}

fn left_out(db: &Connection, sql: &str) -> String {
    outcome(db, |db| db.execute_batch(sql).map(|()| 0))
}

/// `statement` answers how many rows have another value than they were given.
fn outcome(db: &Connection, statement: impl FnOnce(&Connection) -> Result<i64>) -> String {
    let mut others = 0;
    let answer = tried(db, "users", NEIGHBOUR, |db| {
        others = statement(db)?;
        Ok(())
    });
    match answer {
        Ok((Ok(()), note)) if note.is_empty() && others > 0 => {
            "no error, and another text is stored".to_owned()
        }
        Ok((Ok(()), note)) => accepted(&note),
        Ok((Err(error), note)) => refusal(&error) + &note,
        Err(error) => refusal(&error),
    }
}

/// What becomes of a change that no limit allows.
fn changed(db: &Connection, column: &str, value: Option<&str>) -> String {
    if new_user_may_have(db, column, value) {
        return NOT_TRIED.to_owned();
    }
    change(db, column, value)
}

/// Without a rule for new rows there is nothing to be learnt from old ones.
const NOT_TRIED: &str = "not tried: a new user may have it";

fn new_user_may_have(db: &Connection, column: &str, value: Option<&str>) -> bool {
    let other = other(column);
    let new = format!("INSERT INTO users ({column}, {other}) VALUES (?1, 'new@x.com')");
    let new = tried(db, "users", "", |db| db.execute(&new, [value]).map(drop));
    matches!(new, Ok((Ok(()), note)) if note.is_empty())
}

/// Gives susan what she may have, and her neighbour, by the same statement, what nobody may.
fn changed_both(db: &Connection, column: &str, value: Option<&str>) -> String {
    if new_user_may_have(db, column, value) {
        return NOT_TRIED.to_owned();
    }
    let both = format!(
        "UPDATE users SET {column} = iif(rowid = (SELECT min(rowid) FROM users), 'ben@x.com', ?1)"
    );
    let first = format!("SELECT count(*) FROM users WHERE {column} = 'ben@x.com'");
    let mut has = false;
    let answer = tried(db, "users", NEIGHBOUR, |db| {
        let answer = db.execute(&both, [value]);
        has = db.query_row(&first, [], |row| row.get::<_, i64>(0))? > 0;
        answer.map(drop)
    });
    match answer {
        Ok((Ok(()), _)) => "accepted".to_owned(),
        Ok((Err(error), _)) if has => refusal(&error) + ", and the first user is changed",
        Ok((Err(error), note)) => refusal(&error) + &note,
        Err(error) => refusal(&error),
    }
}

/// Changes susan, for a moment: the next try needs her as she was.
fn change(db: &Connection, column: &str, value: Option<&str>) -> String {
    let susan = "(SELECT min(rowid) FROM users)";
    let old = format!("UPDATE users SET {column} = ?1 WHERE rowid = {susan}");
    let has_it = format!("SELECT count(*) FROM users WHERE rowid = {susan} AND {column} IS ?1");
    let try_it = || {
        let mut has = false;
        let (answer, note) = tried(db, "users", NEIGHBOUR, |db| {
            let answer = db.execute(&old, [value]);
            has = db.query_row(&has_it, [value], |row| row.get::<_, i64>(0))? > 0;
            answer.map(drop)
        })?;
        Ok(match answer {
            Ok(()) if has => "accepted".to_owned(),
            Ok(()) => "no error, and it is not changed".to_owned(),
            Err(error) if has => refusal(&error) + ", and it is changed",
            Err(error) => refusal(&error) + &note,
        })
    };
    try_it().unwrap_or_else(|error: Error| refusal(&error))
}

fn other(column: &str) -> &'static str {
    if column == "email" {
        "username"
    } else {
        "email"
    }
}

/// The text of a CHECK or of a trigger is the student's own.
fn refusal(error: &Error) -> String {
    match error.sqlite_error() {
        Some(code) if REFUSALS.contains(&code.extended_code) => "refused".to_owned(),
        _ => format!("an error: {error}"),
    }
}

/// Only a clue: what was written may be the reason why nothing is refused.
fn limited(db: &Connection) -> Result<&'static str> {
    let all = "SELECT group_concat(sql, ' ; ') FROM sqlite_schema WHERE sql IS NOT NULL";
    let sql: String = db.query_row(all, [], |row| row.get(0))?;
    let sql = sql.to_lowercase();
    let column = "SELECT type FROM pragma_table_xinfo('users') WHERE name = 'username'";
    let declared: String = db.query_row(column, [], |row| row.get(0))?;
    Ok(if is_chained(&sql) {
        "by two comparisons in a row"
    } else if sql.contains("check") || sql.contains("trigger") {
        "by a rule"
    } else if declared.contains('(') {
        "by a number in its type"
    } else {
        "by nothing"
    })
}

/// Whether there is something like `1 <= x <= 64`: two comparisons, and between them no word that
/// would make two conditions of them.
fn is_chained(sql: &str) -> bool {
    let sql = sql
        .replace("<>", "=")
        .replace(',', " , ")
        .replace("check", " check ");
    let mut comparisons = 0;
    sql.split_whitespace().any(|word| {
        if ["and", "or", "when", "check", ",", ";"].contains(&word) {
            comparisons = 0;
        }
        comparisons += word.matches(['<', '>']).count();
        comparisons > 1
    })
}
