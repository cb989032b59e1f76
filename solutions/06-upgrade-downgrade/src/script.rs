//! Step 6: the SQL, for somebody else to run.

use std::fmt::Write;

use refinery::Migration;
use rusqlite::Connection;

use crate::{Applied, HISTORY_DDL, Repo, ScriptError, To, Way, downgrade, info, upgrade};

/// The SQL that brings the database of `conn` to `to`, with its history. Nothing is run.
///
/// Fed to a copy of the database, it leaves the copy as `upgrade` or `downgrade` would.
///
/// # Errors
///
/// Those for which `upgrade` and `downgrade` would refuse the same target.
pub fn script(conn: &Connection, repo: &Repo, way: Way, to: To) -> Result<String, ScriptError> {
    match way {
        Way::Up => up(conn, repo, to),
        Way::Down => down(conn, repo, to),
    }
}

fn up(conn: &Connection, repo: &Repo, to: To) -> Result<String, ScriptError> {
    let applied = info::applied_so_far(conn)?;
    let now = applied.last().map(|row| row.version);
    let target = upgrade::target(repo, now, to)?;
    compare(repo, &applied, now)?;

    let mut text = format!("{HISTORY_DDL};\n");
    let wanted = |migration: &&Migration| {
        let version = migration.version();
        Some(version) > now && version <= target
    };
    for migration in repo.migrations().iter().filter(wanted) {
        let sql = migration.sql().unwrap_or_default();
        text.push_str("\nBEGIN;\n");
        step(&mut text, migration.version(), sql, &insert(migration));
        text.push_str("COMMIT;\n");
    }
    Ok(text)
}

/// Whether files and history tell the same story. When `upgrade` runs, refinery asks that; here
/// nothing runs.
fn compare(repo: &Repo, applied: &[Applied], now: Option<i32>) -> Result<(), ScriptError> {
    for row in applied {
        let file = repo.get(row.version);
        let file = file.ok_or(ScriptError::MissingFile(row.version))?;
        if file.checksum() != row.checksum || file.name() != row.name {
            return Err(ScriptError::Divergent(row.version));
        }
    }
    let mut versions = repo.migrations().iter().map(Migration::version);
    let is_gap =
        |version: &i32| Some(*version) < now && applied.iter().all(|row| row.version != *version);
    versions
        .find(is_gap)
        .map_or(Ok(()), |version| Err(ScriptError::Gap(version)))
}

fn down(conn: &Connection, repo: &Repo, to: To) -> Result<String, ScriptError> {
    // Before BEGIN, for inside of a transaction it does nothing. Who runs the script may have
    // foreign keys on, and a script that drops a table would take other rows along.
    let mut text = "PRAGMA foreign_keys = OFF;\n\nBEGIN;\n".to_owned();
    for (version, sql) in downgrade::plan(conn, repo, to)? {
        let delete = format!("DELETE FROM refinery_schema_history WHERE version = {version};");
        step(&mut text, version, sql, &delete);
    }
    text.push_str("COMMIT;\n");
    Ok(text)
}

/// The row that refinery would write, with the time at which the script is run.
///
/// The checksum is refinery's own. With another one the next `upgrade` says that the file has
/// been changed. The name needs no quoting: refinery takes letters, digits and `_` only.
fn insert(migration: &Migration) -> String {
    format!(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)\n    \
         VALUES ({}, '{}', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '{}');",
        migration.version(),
        migration.name(),
        migration.checksum(),
    )
}

/// The SQL of a migration, and its line in the history.
fn step(text: &mut String, version: i32, sql: &str, history: &str) {
    // The semicolon has a line of its own: the file may end without one, or with a comment,
    // which would swallow it. One too many does no harm.
    let sql = sql.trim_end();
    let _ = writeln!(text, "-- version {version}\n{sql}\n;\n{history}");
}
