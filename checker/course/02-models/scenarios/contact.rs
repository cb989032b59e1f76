//! What the database fills in by itself, and what create_all does and does not do.

use models::contact::{create_all, ddl};
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, open};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let contact = s.empty("contact.db");
    s.observe("the statement of ddl() runs", || {
        told(
            open(&contact)
                .and_then(|db| db.execute_batch(ddl()))
                .map(|()| "it does".to_owned()),
        )
    });
    s.observe("a contact with nothing but a message is stored", || {
        told(write(&contact, "(message) VALUES ('Hello')").map(|_| "it is".to_owned()))
    });
    s.observe("a contact who gives no created_at gets the time of now, in UTC (the clock here is Tokyo's)", || {
        told(compared_with_now(&contact))
    });
    s.observe(
        "created_at sorts as a text: year, month and day come first",
        || told(shape(&contact)),
    );
    s.observe("a created_at that is given is kept", || {
        told(write(
            &contact,
            "(created_at) VALUES ('2024-02-29 12:00:00')",
        ))
    });
    let [new, twice, old] = ["new", "twice", "old"].map(|name| s.empty(&format!("{name}.db")));
    s.observe(
        "create_all in an empty database makes a table for each model",
        || told(all(&new).and_then(|()| one(&new, TABLES))),
    );
    s.observe(
        "create_all is called twice: susan and her book are still there",
        || told(again(&twice)),
    );
    s.observe(
        "create_all beside an old table contacts makes those that are missing",
        || {
            told(
                make_old(&old)
                    .and_then(|()| all(&old))
                    .and_then(|()| one(&old, TABLES)),
            )
        },
    );
    s.observe("the old table contacts keeps its two columns and its row", || {
        let row = "SELECT 'row: ' || coalesce((SELECT id || ' ' || name FROM contacts), 'none')";
        let columns = "SELECT 'columns: ' || group_concat(name, ', ' ORDER BY cid) FROM pragma_table_info('contacts')";
        let tables = "SELECT CAST(count(*) > 1 AS TEXT) FROM sqlite_schema WHERE type = 'table'";
        told(one(&old, tables).and_then(|more| match more.as_str() {
            "1" => Ok(format!("{}\n{}", one(&old, columns)?, one(&old, row)?)),
            _ => Ok("create_all has made no table beside it".to_owned()),
        }))
    });
}

/// Seconds.
const TOKYO: i64 = 9 * 60 * 60;

const TABLES: &str = "SELECT group_concat(name, ', ' ORDER BY name) FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// As a program would call it, each time with a new connection.
fn all(file: &Path) -> Result<()> {
    create_all(&Connection::open(file)?)
}

fn again(file: &Path) -> Result<String> {
    all(file)?;
    open(file)?.execute_batch(
        "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com');
        INSERT INTO books (title) VALUES ('Dune')",
    )?;
    all(file)?;
    one(
        file,
        "SELECT coalesce((SELECT username FROM users), 'nobody') || ', ' ||
            coalesce((SELECT title FROM books), 'no book')",
    )
}

fn make_old(file: &Path) -> Result<()> {
    let sql = "CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO contacts VALUES (1, 'john')";
    open(file)?.execute_batch(sql)
}

/// Adds a contact and tells its created_at.
fn write(file: &Path, what: &str) -> Result<String> {
    let sql = format!("INSERT INTO contacts {what}");
    let db = open(file)?;
    db.execute_batch(&sql)?;
    let last =
        "SELECT coalesce(CAST(created_at AS TEXT), 'NULL') FROM contacts ORDER BY id DESC LIMIT 1";
    db.query_row(last, [], |row| row.get(0))
}

/// A clock before and a clock after, so that a slow computer does not matter.
fn compared_with_now(file: &Path) -> Result<String> {
    let now = "SELECT unixepoch('now')";
    let db = open(file)?;
    let before: i64 = db.query_row(now, [], |row| row.get(0))?;
    db.execute_batch("INSERT INTO contacts (message) VALUES ('What time is it?')")?;
    let after: i64 = db.query_row(now, [], |row| row.get(0))?;
    let last = "SELECT unixepoch(created_at), CAST(created_at AS TEXT) FROM contacts ORDER BY id DESC LIMIT 1";
    let (time, text): (Option<i64>, Option<String>) =
        db.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(match (time, text) {
        (_, None) => "it is NULL".to_owned(),
        // SQLite computes with the word now each time it reads it.
        (_, Some(text)) if !text.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("it is no time, but the text {text}")
        }
        (None, Some(text)) => format!("it is no time: {}", without_digits(&text)),
        (Some(time), _) if (before..=after).contains(&time) => "it is".to_owned(),
        // Tokyo is nine hours ahead and has no summer time.
        (Some(time), _) if (before..=after).contains(&(time - TOKYO)) => {
            "it is 9 hours too late".to_owned()
        }
        (Some(time), _) if (before..=after).contains(&(time + TOKYO)) => {
            "it is 9 hours too early".to_owned()
        }
        (Some(_), _) => "it is another time".to_owned(),
    })
}

/// Both `2024-02-29 12:00:00` and `2024-02-29T12:00:00.000Z` are right.
fn shape(file: &Path) -> Result<String> {
    let last = "SELECT CAST(created_at AS TEXT) FROM contacts ORDER BY id DESC LIMIT 1";
    let Some(text): Option<String> = open(file)?.query_row(last, [], |row| row.get(0))? else {
        return Ok("it is NULL".to_owned());
    };
    let shape = without_digits(&text);
    let full = shape.get(..10) == Some("9999-99-99") && shape.get(11..19) == Some("99:99:99");
    Ok(if full {
        "it does".to_owned()
    } else {
        format!("it looks like {shape}")
    })
}

/// The same in each run.
fn without_digits(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect()
}

fn one(file: &Path, sql: &str) -> Result<String> {
    let text: Option<String> = open(file)?.query_row(sql, [], |row| row.get(0))?;
    Ok(text.unwrap_or_else(|| "none".to_owned()))
}

/// Without the statement, which may be the student's own.
fn told(answer: Result<String>) -> String {
    match answer {
        Ok(text) => text,
        Err(Error::QueryReturnedNoRows) => "there is no such row".to_owned(),
        Err(Error::SqlInputError { msg, .. }) => format!("an error: {msg}"),
        Err(error) => format!("an error: {error}"),
    }
}
