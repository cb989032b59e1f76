//! Step 4: what is applied is history.

use std::{fmt, path::Path};

use refinery::{Migration, Runner, load_sql_migrations};
use rusqlite::Connection;

use crate::RepoError;

/// What files and history together say of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is in the history, and its file is as it was.
    Applied,
    /// It is not in the history, and newer than all that is.
    Pending,
    /// It is in the history, and its file has another text or name now.
    Divergent,
    /// It is in the history, and there is no file any more.
    MissingFile,
    /// It is not in the history, although a newer one is: it came too late.
    OutOfOrder,
}

/// As the command line shows it.
impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::Divergent => "edited after it was applied",
            Self::MissingFile => "applied, and the file is missing",
            Self::OutOfOrder => "not applied, although a newer one is",
        })
    }
}

/// One migration and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its version.
    pub version: i32,
    /// Its name, such as `create_users`: that of the file, or of the history if there is none.
    pub name: String,
    /// How it stands.
    pub state: State,
}

/// Compares the files with the history, by version. Changes nothing: not the files, and not one
/// byte of the database.
///
/// # Errors
///
/// If refinery cannot read the files, or SQLite the history.
pub fn status(conn: &mut Connection, dir: &Path) -> Result<Vec<Status>, RepoError> {
    let files = load_sql_migrations(dir)?;
    let applied = history(conn, &files)?;
    let newest = applied.iter().map(Migration::version).max();

    let of_file = |file: &Migration| {
        let row = applied.iter().find(|row| row.version() == file.version());
        let state = match row {
            // Version, name and checksum: that is what refinery compares.
            Some(row) if row == file => State::Applied,
            Some(_) => State::Divergent,
            None if Some(file.version()) < newest => State::OutOfOrder,
            None => State::Pending,
        };
        line(file, state)
    };
    let has_file = |row: &Migration| files.iter().any(|file| file.version() == row.version());
    let mut lines: Vec<Status> = files.iter().map(of_file).collect();
    lines.extend(
        applied
            .iter()
            .filter(|row| !has_file(row))
            .map(|row| line(row, State::MissingFile)),
    );
    lines.sort_by_key(|line| line.version);
    Ok(lines)
}

/// What is applied. A database that has seen no migration has no history table, refinery calls
/// that an error, and who runs refinery to be rid of the error has changed the database.
fn history(conn: &mut Connection, files: &[Migration]) -> Result<Vec<Migration>, RepoError> {
    if !conn.table_exists(None, "refinery_schema_history")? {
        return Ok(Vec::new());
    }
    Ok(Runner::new(files).get_applied_migrations(conn)?)
}

fn line(migration: &Migration, state: State) -> Status {
    Status {
        version: migration.version(),
        name: migration.name().to_owned(),
        state,
    }
}
