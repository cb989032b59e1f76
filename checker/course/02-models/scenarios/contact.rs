//! What the database fills in by itself, and what create_all does and does not do.

use crate::shared::{execute, one, tables, told};
use models::contact::{REGISTRY, create_all, ddl};
use models::model::Model;
use rusqlite::{Connection, Result};
use scenario::{Scenario, open};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let contact = s.empty("contact.db");
    s.observe(
        "ddl-table",
        "ddl() makes one table, and it is called contacts",
        || told(execute(&contact, ddl()).and_then(|()| tables(&contact))),
    );
    s.observe(
        "message-only",
        "a contact with nothing but a message is stored",
        || told(write(&contact, "(message) VALUES ('Hello')").map(|_| "it is")),
    );
    s.observe(
        "created-at-default",
        "a contact who gives no created_at gets the time of now, in UTC (the clock here is Tokyo's)",
        || told(compared_with_now(&contact)),
    );
    s.observe(
        "created-at-sorts",
        "created_at sorts as a text: year, month and day come first",
        || told(write(&contact, "(message) VALUES ('When?')").map(|text| sorted(&text))),
    );
    s.observe(
        "created-at-given",
        "a created_at that is given is kept",
        || {
            told(write(
                &contact,
                "(created_at) VALUES ('2024-02-29 12:00:00')",
            ))
        },
    );
    let [new, more, less, twice, old, broken] = ["new", "more", "less", "twice", "old", "broken"]
        .map(|name| s.empty(&format!("{name}.db")));
    s.observe(
        "whole-registry",
        "create_all with REGISTRY makes a table for each model",
        || told(all(&new, &REGISTRY[..]).and_then(|()| compared_with_names(&new))),
    );
    s.observe(
        "one-model-more",
        "create_all with one more model, tags, makes its table and its index, too",
        || told(with_tags(&more)),
    );
    s.observe(
        "one-model-less",
        "create_all with a list in which the books are left out makes no table for them",
        || told(all(&less, &without_books()).and_then(|()| tables(&less))),
    );
    s.observe(
        "called-twice",
        "create_all is called twice: susan and her book are still there",
        || told(again(&twice)),
    );
    s.observe(
        "old-table-there",
        "create_all beside an old table contacts makes the others and leaves it as it is",
        || told(beside_old(&old)),
    );
    s.observe(
        "refused-statement",
        "a model whose statement SQLite refuses: create_all returns the error",
        || {
            let last = all(&broken, &[TAGS, WRONG]).is_err();
            match (last, all(&broken, &[WRONG, TAGS]).is_err()) {
                (true, true) => "it does",
                (true, false) => "it returns Ok, unless that model is the last one",
                (false, true) => "it returns Ok, unless that model is the first one",
                (false, false) => "it returns Ok",
            }
        },
    );
}

/// A model that the student does not know. Its two statements say IF NOT EXISTS.
const TAGS: Model = Model {
    table: "tags",
    ddl: || {
        "CREATE TABLE IF NOT EXISTS tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS ix_tags_name ON tags (name);"
    },
};

const WRONG: Model = Model {
    table: "wrong",
    ddl: || "CREATE TABLE IF NOT EXISTS wrong (id INTEGER PRIMARY KEY,)",
};

/// As a program would call it, each time with a new connection.
fn all(file: &Path, models: &[Model]) -> Result<()> {
    create_all(&Connection::open(file)?, models)
}

/// The tables that there are, and the names that the registry has for them.
fn compared_with_names(file: &Path) -> Result<String> {
    let tables = tables(file)?;
    let mut names: Vec<&str> = REGISTRY.iter().map(|model| model.table).collect();
    names.sort_unstable();
    let names = names.join(", ");
    if tables != names {
        return Ok(format!("{tables}\nbut the names in REGISTRY are: {names}"));
    }
    // Three steps make a table users; this is how to tell the one of step 3. Other rules of the
    // student's own do not matter, so it is not asked why a user was refused.
    for (name, email) in [("susan", "Susan@x.com"), ("sue", "susan@X.com")] {
        let sql = format!("INSERT INTO users (username, email) VALUES ('{name}', '{email}')");
        let _ = execute(file, &sql);
    }
    let users = one(file, "SELECT CAST(count(*) AS TEXT) FROM users")?;
    Ok(format!(
        "{tables}\nof Susan@x.com and susan@X.com there is room for: {users}"
    ))
}

fn with_tags(file: &Path) -> Result<String> {
    let mut models = REGISTRY.to_vec();
    models.push(TAGS);
    all(file, &models)?;
    let index =
        "SELECT 'and an index of ' || tbl_name FROM sqlite_schema WHERE name = 'ix_tags_name'";
    Ok(format!(
        "{}\n{}",
        tables(file)?,
        one(file, index).unwrap_or_else(|_| "and no index of tags".to_owned())
    ))
}

fn without_books() -> Vec<Model> {
    let mut models = REGISTRY.to_vec();
    models.retain(|model| model.table != "books");
    models
}

fn again(file: &Path) -> Result<String> {
    all(file, &REGISTRY[..])?;
    execute(
        file,
        "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com');
        INSERT INTO books (title) VALUES ('Dune')",
    )?;
    all(file, &REGISTRY[..])?;
    one(
        file,
        "SELECT coalesce((SELECT username FROM users), 'nobody') || ', ' ||
            coalesce((SELECT title FROM books), 'no book')",
    )
}

fn beside_old(file: &Path) -> Result<String> {
    execute(
        file,
        "CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO contacts VALUES (1, 'john')",
    )?;
    // The old one is the first of the list: what comes behind it must still be made.
    let mut models = REGISTRY.to_vec();
    models.sort_by_key(|model| model.table != "contacts");
    all(file, &models)?;
    let columns = "SELECT group_concat(name, ', ' ORDER BY cid) FROM pragma_table_info('contacts')";
    let row = "SELECT coalesce((SELECT id || ' ' || name FROM contacts), 'none')";
    Ok(format!(
        "tables: {}\nthe old columns: {}\nthe old row: {}",
        tables(file)?,
        one(file, columns)?,
        one(file, row)?
    ))
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

/// Seconds.
const TOKYO: i64 = 9 * 60 * 60;

/// A clock before and a clock after, so that a slow computer does not matter.
fn compared_with_now(file: &Path) -> Result<String> {
    let db = open(file)?;
    let clock = || db.query_row("SELECT unixepoch('now')", [], |row| row.get::<_, i64>(0));
    let before = clock()?;
    let text = write(file, "(message) VALUES ('What time is it?')")?;
    let after = clock()?;
    if let Some(kind) = no_time(&text) {
        return Ok(kind);
    }
    let time: Option<i64> = db.query_row("SELECT unixepoch(?1)", [&text], |row| row.get(0))?;
    let is_now = |time: i64| (before..=after).contains(&time);
    // Tokyo is nine hours ahead and has no summer time.
    Ok(match time {
        None => "it is no time that SQLite can read",
        Some(time) if is_now(time) => "it is",
        Some(time) if is_now(time - TOKYO) => "it is 9 hours too late",
        Some(time) if is_now(time + TOKYO) => "it is 9 hours too early",
        Some(_) => "it is another time",
    }
    .to_owned())
}

/// Both `2024-02-29 12:00:00` and `2024-02-29T12:00:00.000Z` are right.
fn sorted(text: &str) -> String {
    let shape = without_digits(text);
    let full = shape.get(..10) == Some("9999-99-99") && shape.get(11..19) == Some("99:99:99");
    if full {
        "it does".to_owned()
    } else {
        no_time(text).unwrap_or_else(|| format!("it looks like {shape}, where 9 is any digit"))
    }
}

/// What a text is that cannot be a day and a time of day. The same in each run.
fn no_time(text: &str) -> Option<String> {
    let shape = without_digits(text);
    Some(match shape.as_str() {
        "NULL" => "it is NULL".to_owned(),
        "9999-99-99" => "it is a date without a time".to_owned(),
        "99:99:99" => "it is a time without a date".to_owned(),
        digits if !digits.is_empty() && digits.bytes().all(|b| b == b'9') => {
            format!("it is a number of {} digits", digits.len())
        }
        number if number.starts_with('9') && number.bytes().all(|b| matches!(b, b'9' | b'.')) => {
            "it is a number with a point in it".to_owned()
        }
        // SQLite computes with the word now each time it reads it.
        word if !word.starts_with('9') => format!("it is no time, but the text {text}"),
        _ => return None,
    })
}

/// The same in each run.
fn without_digits(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect()
}
