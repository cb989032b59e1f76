//! Step 2: where am I?

use refinery::Migration;
use rusqlite::{Connection, Result};

use crate::{Applied, HISTORY, Line, Repo, applied};

/// The version of the database; `None` at base.
///
/// That is what the history says, not what files there are: the newest file may be the one that
/// has not been applied yet. The highest version counts, not the row that was written last.
///
/// # Errors
///
/// Those of SQLite.
pub fn current(conn: &Connection) -> Result<Option<i32>> {
    Ok(applied_so_far(conn)?.last().map(|row| row.version))
}

/// The migrations of `repo`, the newest first, marked with where the database stands.
///
/// # Errors
///
/// Those of SQLite.
pub fn history(conn: &Connection, repo: &Repo) -> Result<Vec<Line>> {
    let (current, head) = (current(conn)?, heads(repo));
    let line = |migration: &Migration| {
        let version = migration.version();
        Line {
            // Not `version - 1`: the numbers may have holes.
            from: repo.before(version),
            version,
            name: migration.name().to_owned(),
            is_head: head == Some(version),
            is_current: current == Some(version),
        }
    };
    Ok(repo.migrations().iter().rev().map(line).collect())
}

/// The newest version of `repo`; `None` if there is no migration.
///
/// Alembic says "heads" because its revisions can fork. Numbers cannot: there is one.
pub fn heads(repo: &Repo) -> Option<i32> {
    repo.migrations().last().map(Migration::version)
}

/// The history, which is empty as long as nobody has made its table.
///
/// Asking must not make it: whoever asks "where am I?" may only have the right to read.
pub(crate) fn applied_so_far(conn: &Connection) -> Result<Vec<Applied>> {
    if conn.table_exists(None, HISTORY)? {
        applied(conn)
    } else {
        Ok(Vec::new())
    }
}
