//! Given: the runner of steps 1 to 3 and 5, the way back, and refinery by itself.

use refinery::{Migration, Runner, Target};
use rusqlite::{Connection, OptionalExtension, Result};

use crate::{EvolveError, Repo, history::applied, pending};

/// Lets refinery apply what lies between the database and `to` (`None`: everything), with foreign
/// keys off, and returns the versions.
///
/// Each migration is one transaction together with its row in the history. Foreign keys are looked
/// at when all is over: if something refers to nothing then, this function says so, and the
/// damage is done. In step 4 you do better.
///
/// # Errors
///
/// See [`EvolveError`].
pub fn quick_upgrade(
    conn: &mut Connection,
    repo: &Repo,
    to: Option<i32>,
) -> Result<Vec<i32>, EvolveError> {
    let versions: Vec<i32> = pending(conn, repo, to)?
        .into_iter()
        .map(Migration::version)
        .collect();
    let Some(last) = versions.last().copied() else {
        return Ok(versions);
    };
    let before = switch_off(conn)?;
    let result = run(conn, repo, &versions);
    let restored = switch(conn, before);
    result?;
    restored?;
    match dangling(conn)? {
        Some(table) => Err(EvolveError::Dangling {
            version: last,
            table,
        }),
        None => Ok(versions),
    }
}

fn run(conn: &mut Connection, repo: &Repo, versions: &[i32]) -> Result<(), EvolveError> {
    for version in versions {
        let runner = Runner::new(repo.migrations()).set_grouped(true);
        runner.set_target(Target::Version(*version)).run(conn)?;
    }
    Ok(())
}

/// Goes down to version `to` (0: before the first migration), and returns the versions that were
/// undone, the newest first. Lesson 6 in small.
///
/// # Errors
///
/// See [`EvolveError`]. After each of them the database is as it was.
pub fn downgrade(conn: &mut Connection, repo: &Repo, to: i32) -> Result<Vec<i32>, EvolveError> {
    let before = switch_off(conn)?;
    let undone = undo(conn, repo, to);
    let restored = switch(conn, before);
    let undone = undone?;
    restored?;
    Ok(undone)
}

fn undo(conn: &mut Connection, repo: &Repo, to: i32) -> Result<Vec<i32>, EvolveError> {
    let transaction = conn.transaction()?;
    // Refuses what does not fit, too: nobody knows how to undo a file that was edited.
    pending(&transaction, repo, None)?;
    let applied = applied(&transaction)?;
    let from = applied.last().map_or(0, |(version, _)| *version);
    if to != 0 && applied.iter().all(|(version, _)| *version != to) {
        return Err(EvolveError::NoWay { from, to });
    }
    let mut undone = Vec::new();
    for (version, _) in applied.into_iter().rev().filter(|(v, _)| *v > to) {
        let sql = repo
            .down(version)
            .ok_or(EvolveError::Irreversible(version))?;
        transaction.execute_batch(sql)?;
        transaction.execute(
            "DELETE FROM refinery_schema_history WHERE version = ?1",
            [version],
        )?;
        if let Some(table) = dangling(&transaction)? {
            return Err(EvolveError::Dangling { version, table });
        }
        undone.push(version);
    }
    transaction.commit()?;
    Ok(undone)
}

/// What refinery does when nobody helps it: `run()`, on the connection as it is. With foreign keys
/// on, a migration that builds a table anew takes the rows along that refer to it, and this is
/// reported as a success.
///
/// # Errors
///
/// Those of refinery.
pub fn refinery_alone(conn: &mut Connection, repo: &Repo) -> Result<Vec<i32>, EvolveError> {
    let report = Runner::new(repo.migrations()).run(conn)?;
    let applied = report.applied_migrations().iter();
    Ok(applied.map(Migration::version).collect())
}

/// Switches foreign keys off and returns how they were.
fn switch_off(conn: &Connection) -> Result<bool> {
    let before = conn.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    switch(conn, false)?;
    Ok(before)
}

fn switch(conn: &Connection, on: bool) -> Result<()> {
    conn.pragma_update(None, "foreign_keys", on)
}

/// A table with rows that refer to nothing.
fn dangling(conn: &Connection) -> Result<Option<String>> {
    conn.query_row("PRAGMA foreign_key_check", [], |row| row.get(0))
        .optional()
}
