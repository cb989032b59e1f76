//! Given: up and down, as in lesson 6.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::{Repo, RepoError};

/// The table in which refinery notes what it has run.
pub const HISTORY: &str = "refinery_schema_history";

const HISTORY_DDL: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history(
    version int4 PRIMARY KEY,
    name VARCHAR(255),
    applied_on VARCHAR(255),
    checksum VARCHAR(255))";

/// Why a migration was not run. It has changed nothing then.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is nothing to undo.
    #[error("Relative revision -1 didn't produce 1 migrations")]
    AtBase,

    /// The file of this version is gone.
    #[error("version {0} was applied, and its file is missing")]
    MissingFile(i32),

    /// This version has been changed since it was applied.
    #[error("version {0} has been changed since it was applied")]
    Divergent(i32),

    /// Nobody has written down how to undo this version.
    #[error("version {0} cannot be undone: it has no down script")]
    Irreversible(i32),

    /// The script would leave rows of this table that refer to nothing.
    #[error("the script leaves rows of {0} that refer to nothing")]
    Dangling(String),

    /// The folder said no.
    #[error("{0}")]
    Repo(#[from] RepoError),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}

/// The version of the database; `None` if no migration was applied. Asking changes nothing.
///
/// # Errors
///
/// Those of SQLite.
pub fn current(conn: &Connection) -> rusqlite::Result<Option<i32>> {
    if !conn.table_exists(None, HISTORY)? {
        return Ok(None);
    }
    let sql = "SELECT max(version) FROM refinery_schema_history";
    conn.query_row(sql, [], |row| row.get(0))
}

/// Applies what lies above the database, and returns the versions in that order.
///
/// # Errors
///
/// [`RunError::Db`] and [`RunError::Dangling`]. The migrations before the broken one stay.
pub fn upgrade(conn: &mut Connection, repo: &Repo) -> Result<Vec<i32>, RunError> {
    let now = current(conn)?;
    let mut applied = Vec::new();
    for migration in repo.migrations() {
        if Some(migration.version()) <= now {
            continue;
        }
        let sql = migration.sql().unwrap_or_default();
        run(conn, sql, |transaction| {
            transaction.execute_batch(HISTORY_DDL)?;
            let checksum = migration.checksum().to_string();
            transaction.execute(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?3)",
                params![migration.version(), migration.name(), checksum],
            )
        })?;
        applied.push(migration.version());
    }
    Ok(applied)
}

/// Undoes the newest migration of the database, and returns its version.
///
/// # Errors
///
/// See [`RunError`].
pub fn downgrade(conn: &mut Connection, repo: &Repo) -> Result<i32, RunError> {
    let version = current(conn)?.ok_or(RunError::AtBase)?;
    let migration = repo.get(version).ok_or(RunError::MissingFile(version))?;
    if checksum(conn, version)? != Some(migration.checksum().to_string()) {
        return Err(RunError::Divergent(version));
    }
    let sql = repo.down(migration)?;
    let sql = sql.ok_or(RunError::Irreversible(version))?;
    run(conn, &sql, |transaction| {
        let sql = "DELETE FROM refinery_schema_history WHERE version = ?1";
        transaction.execute(sql, [version])
    })?;
    Ok(version)
}

fn checksum(conn: &Connection, version: i32) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT checksum FROM refinery_schema_history WHERE version = ?1";
    conn.query_row(sql, [version], |row| row.get(0))
}

/// Runs a script and writes the history, both or none, with foreign keys off meanwhile.
fn run(
    conn: &mut Connection,
    sql: &str,
    note: impl Fn(&Transaction<'_>) -> rusqlite::Result<usize>,
) -> Result<(), RunError> {
    let before: bool = conn.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    // Inside of a transaction this PRAGMA does nothing.
    conn.pragma_update(None, "foreign_keys", false)?;
    let done = run_without_keys(conn, sql, note);
    let restored = conn.pragma_update(None, "foreign_keys", before);
    done?;
    Ok(restored?)
}

fn run_without_keys(
    conn: &mut Connection,
    sql: &str,
    note: impl Fn(&Transaction<'_>) -> rusqlite::Result<usize>,
) -> Result<(), RunError> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(sql)?;
    note(&transaction)?;
    let dangling = transaction
        .query_row("PRAGMA foreign_key_check", [], |row| row.get(0))
        .optional()?;
    match dangling {
        Some(table) => Err(RunError::Dangling(table)),
        None => Ok(transaction.commit()?),
    }
}
