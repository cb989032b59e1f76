//! Given: refinery's history table, read and written as refinery does it.

use refinery::Migration;
use rusqlite::{Connection, Result};

use crate::{EvolveError, Repo};

/// How refinery makes its history table, to the letter.
const HISTORY_DDL: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history(
    version int4 PRIMARY KEY,
    name VARCHAR(255),
    applied_on VARCHAR(255),
    checksum VARCHAR(255))";

/// The version of the database: 0 before the first migration.
///
/// # Errors
///
/// Those of SQLite.
pub fn current(conn: &Connection) -> Result<i32> {
    Ok(applied(conn)?.last().map_or(0, |(version, _)| *version))
}

/// The migrations above the database up to `to` (`None`: all of them), the lowest first.
///
/// # Errors
///
/// [`EvolveError::NoWay`] if `to` lies below or does not exist; [`EvolveError::Divergent`] if the
/// history does not fit the folder.
pub fn pending<'r>(
    conn: &Connection,
    repo: &'r Repo,
    to: Option<i32>,
) -> Result<Vec<&'r Migration>, EvolveError> {
    let applied = applied(conn)?;
    let from = applied.last().map_or(0, |(version, _)| *version);
    if let Some(to) = to.filter(|to| *to < from || *to != 0 && repo.get(*to).is_none()) {
        return Err(EvolveError::NoWay { from, to });
    }
    for (version, checksum) in &applied {
        let file = repo.get(*version).map(|file| file.checksum().to_string());
        if file.as_ref() != Some(checksum) {
            return Err(EvolveError::Divergent(*version));
        }
    }
    let mut pending = Vec::new();
    for migration in repo.migrations() {
        let version = migration.version();
        if version > from && to.is_none_or(|to| version <= to) {
            pending.push(migration);
        } else if version < from && applied.iter().all(|(done, _)| *done != version) {
            return Err(EvolveError::Divergent(version));
        }
    }
    Ok(pending)
}

/// Notes in the history that `migration` was applied. In whose transaction is yours to decide.
///
/// # Errors
///
/// Those of SQLite.
pub fn record(conn: &Connection, migration: &Migration) -> Result<()> {
    conn.execute_batch(HISTORY_DDL)?;
    conn.execute(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?3)",
        (
            migration.version(),
            migration.name(),
            migration.checksum().to_string(),
        ),
    )?;
    Ok(())
}

/// Versions and checksums of what was applied, the lowest version first.
pub(crate) fn applied(conn: &Connection) -> Result<Vec<(i32, String)>> {
    if !conn.table_exists(None, "refinery_schema_history")? {
        return Ok(Vec::new());
    }
    let mut statement =
        conn.prepare("SELECT version, checksum FROM refinery_schema_history ORDER BY version")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
