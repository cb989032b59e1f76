//! A connection that is lent to the student's code, and what it finds there.

use crate::{TEXTS, open, untraced};
use rusqlite::{Connection, Result};
use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;

/// What becomes of a transaction that the caller has begun, and written in, when a call in it is over.
/// It is rolled back then.
pub fn in_transaction(db: &Connection, call: impl FnOnce(&Connection)) -> Result<&'static str> {
    if !db.is_autocommit() {
        return Ok("the caller's transaction: not tried, for one was left open before");
    }
    let run = |sql| untraced(|| db.execute_batch(sql));
    run("BEGIN; CREATE TABLE begun (x)")?;
    call(db);
    if db.is_autocommit() {
        run("DROP TABLE IF EXISTS begun")?;
        return Ok("the caller's transaction: ended");
    }
    let kept = untraced(|| db.table_exists(None, "begun"))?;
    run("ROLLBACK")?;
    Ok(if kept {
        "the caller's transaction: open"
    } else {
        "the caller's transaction: open, and what was written in it is gone"
    })
}

/// What can stand in the way of a row, one after the other.
const HINDRANCES: [(&str, &str); 4] = [
    (
        "a trigger refuses the row",
        "CREATE TRIGGER closed BEFORE INSERT ON {table}
        BEGIN SELECT RAISE(ABORT, 'there is no more room'); END",
    ),
    (
        "COMMIT is refused",
        "DROP TRIGGER closed;
        CREATE TABLE badges (id INTEGER REFERENCES {table}(id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER badge AFTER INSERT ON {table} BEGIN INSERT INTO badges VALUES (-1); END",
    ),
    (
        "somebody else is writing",
        "DROP TRIGGER badge; DROP TABLE badges; BEGIN IMMEDIATE",
    ),
    ("there is no table", "DROP TABLE {table}"),
];

/// What a call says that should store a row in a table, and cannot: a trigger refuses it, a deferred
/// foreign key refuses COMMIT, somebody else is writing, there is no table. Each time it gets a new
/// connection with foreign keys, which does not wait for locks. One line each, with a note if there
/// are more or fewer rows afterwards.
pub fn hindered(file: &Path, table: &str, call: impl Fn(&Connection) -> String) -> Result<String> {
    let mut lines = Vec::new();
    for (hindrance, sql) in HINDRANCES {
        let own = open(file)?;
        own.execute_batch(&sql.replace("{table}", table))?;
        let count = || -> Option<i64> {
            let rows = format!("SELECT count(*) FROM {table}");
            open(file)
                .and_then(|db| db.query_row(&rows, [], |row| row.get(0)))
                .ok()
        };
        let before = count();
        let db = Connection::open(file)?;
        untraced(|| db.pragma_update(None, "foreign_keys", true))?;
        db.busy_timeout(Duration::ZERO)?;
        let said = call(&db);
        drop(db);
        let note = if count() == before {
            ""
        } else {
            ", and the rows are others"
        };
        lines.push(format!("{hindrance}: {said}{note}"));
    }
    Ok(lines.join("\n"))
}

/// The first value with which something is wrong; the others tell no more.
pub fn first_fault<T>(
    values: impl IntoIterator<Item = T>,
    fault: impl FnMut(T) -> Option<String>,
) -> String {
    let fault = values.into_iter().find_map(fault);
    fault.unwrap_or_else(|| "each as it is".to_owned())
}

/// Tries all odd texts, each with its number.
pub fn each_odd_text(fault: impl FnMut((usize, &&'static str)) -> Option<String>) -> String {
    first_fault(TEXTS.iter().enumerate(), fault)
}

/// Says that a value became another one; nothing if it did not.
pub fn became<T: PartialEq + Debug>(given: &T, found: &T) -> Option<String> {
    (given != found).then(|| format!("{given:?} became {found:?}"))
}
