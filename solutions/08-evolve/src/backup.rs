//! Step 4: copy before you start, check before you commit.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use refinery::Migration;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::{EvolveError, Repo, current, pending, record};

/// Copies the database of `conn`, as it is at this moment, to a new file beside it, and returns
/// its path: `app.db.bak-4` for version 4, or `app.db.bak-4.1`, `app.db.bak-4.2` and so on if there
/// is such a copy already.
///
/// # Errors
///
/// [`EvolveError::Backup`] if there is no file to copy; [`EvolveError::Db`] if SQLite cannot copy.
pub fn back_up(conn: &Connection) -> Result<PathBuf, EvolveError> {
    let file = conn.path().filter(|path| !path.is_empty());
    let file = file.ok_or_else(|| EvolveError::Backup("it is in memory".to_owned()))?;
    let copy = free_name(Path::new(file), current(conn)?);
    let name = copy
        .to_str()
        .ok_or_else(|| EvolveError::Backup("its path is no text".to_owned()))?;

    // Not `fs::copy`: in WAL mode the newest rows are in app.db-wal, and while somebody writes, a
    // file is half old and half new. SQLite copies what a reader would see.
    conn.execute("VACUUM INTO ?1", [name])?;
    Ok(copy)
}

/// The first of these names that no file has. An older copy may be the only good one.
fn free_name(file: &Path, version: i32) -> PathBuf {
    let name = |number: u32| {
        let mut name = OsString::from(file);
        name.push(format!(".bak-{version}"));
        if number > 0 {
            name.push(format!(".{number}"));
        }
        PathBuf::from(name)
    };
    let mut number = 0;
    while name(number).exists() {
        number += 1;
    }
    name(number)
}

/// Copies the database, then applies what lies between it and `to` (`None`: everything), and
/// returns the versions. With nothing to apply there is no copy.
///
/// Each migration is one transaction together with its row in the history, and it is committed
/// only if every row still refers to something.
///
/// # Errors
///
/// See [`EvolveError`]. What was applied before the migration that failed stays; of that one
/// nothing does.
pub fn upgrade(
    conn: &mut Connection,
    repo: &Repo,
    to: Option<i32>,
) -> Result<Vec<i32>, EvolveError> {
    let migrations = pending(conn, repo, to)?;
    if migrations.is_empty() {
        return Ok(Vec::new());
    }
    back_up(conn)?;

    // A migration may build a table anew, and with foreign keys on, DROP TABLE deletes the rows
    // that refer to it. This PRAGMA does nothing inside of a transaction, so it stands here, for
    // all of them, and is taken back whatever happens.
    let before: bool = conn.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    conn.pragma_update(None, "foreign_keys", false)?;
    let applied: Result<Vec<i32>, EvolveError> = migrations
        .into_iter()
        .map(|migration| apply(conn, migration))
        .collect();
    let restored = conn.pragma_update(None, "foreign_keys", before);

    let applied = applied?;
    restored?;
    Ok(applied)
}

/// One migration, all of it or nothing: each `?` drops the transaction, and that rolls it back.
fn apply(conn: &mut Connection, migration: &Migration) -> Result<i32, EvolveError> {
    let version = migration.version();
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(migration.sql().unwrap_or_default())?;
    record(&transaction, migration)?;

    // Nobody has watched the foreign keys meanwhile. After the COMMIT it would be too late.
    if let Some(table) = dangling(&transaction)? {
        return Err(EvolveError::Dangling { version, table });
    }
    transaction.commit()?;
    Ok(version)
}

/// A table with rows that refer to nothing.
fn dangling(conn: &Connection) -> rusqlite::Result<Option<String>> {
    conn.query_row("PRAGMA foreign_key_check", [], |row| row.get(0))
        .optional()
}
