//! Given: the migrations, up and down. Lesson 6 in small.

use refinery::{Migration, Runner};
use rusqlite::{Connection, Result, TransactionBehavior};

use crate::ShellError;

/// Below the first migration.
pub const BASE: i32 = 0;

const HISTORY: &str = "refinery_schema_history";

/// Each migration: its name, the way up, the way down.
const FILES: [(&str, &str, &str); 3] = [
    (
        "V1__create_users",
        include_str!("../migrations/V1__create_users.sql"),
        include_str!("../migrations/V1__create_users.down.sql"),
    ),
    (
        "V2__create_posts",
        include_str!("../migrations/V2__create_posts.sql"),
        include_str!("../migrations/V2__create_posts.down.sql"),
    ),
    (
        "V3__create_books_and_contacts",
        include_str!("../migrations/V3__create_books_and_contacts.sql"),
        include_str!("../migrations/V3__create_books_and_contacts.down.sql"),
    ),
];

/// Applies what is missing, up to the newest.
///
/// # Errors
///
/// Those of refinery. One is "cannot start a transaction within a transaction": it runs none of
/// them inside of a transaction that is open already.
pub fn upgrade(db: &mut Connection) -> Result<(), ShellError> {
    let files = FILES.iter();
    let migrations = files.map(|(name, up, _)| Migration::unapplied(name, up));
    let migrations = migrations.collect::<Result<Vec<_>, _>>()?;
    Runner::new(&migrations).set_grouped(true).run(db)?;
    Ok(())
}

/// Undoes everything above the version `to`, the newest first: all of it or nothing. Foreign
/// keys are off meanwhile, and afterwards as they were.
///
/// # Errors
///
/// Those of SQLite, such as "cannot start a transaction within a transaction". After an error
/// the database is as it was.
pub fn downgrade(db: &mut Connection, to: i32) -> Result<(), ShellError> {
    if !db.table_exists(None, HISTORY)? {
        return Ok(());
    }
    let before: bool = db.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    db.pragma_update(None, "foreign_keys", false)?;
    let undone = undo(db, to);
    let restored = db.pragma_update(None, "foreign_keys", before);
    undone?;
    Ok(restored?)
}

fn undo(db: &mut Connection, to: i32) -> Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let applied: Vec<i32> = transaction
        .prepare("SELECT version FROM refinery_schema_history WHERE version > ?1 ORDER BY 1 DESC")?
        .query_map([to], |row| row.get(0))?
        .collect::<Result<_>>()?;
    for version in applied {
        let file = usize::try_from(version - 1).ok().and_then(|n| FILES.get(n));
        // Not ours: a newer program has been here.
        let (.., down) = file.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        transaction.execute_batch(down)?;
        transaction.execute(
            "DELETE FROM refinery_schema_history WHERE version = ?1",
            [version],
        )?;
    }
    transaction.commit()
}

/// Makes the tables of a new database. One that has a table already is left alone: opening a
/// shell must not migrate anybody's data.
///
/// # Errors
///
/// As [`upgrade`].
pub fn upgrade_new(db: &mut Connection) -> Result<(), ShellError> {
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 { upgrade(db) } else { Ok(()) }
}
