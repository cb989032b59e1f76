//! Opens the gradebook, and brings an older one up to date: with a copy first.

use crate::class::gradebook::{Gradebook, unread, unwritten};
use course::error::Error;
use refinery::Runner;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, TransactionBehavior};
use std::fs::{self, File};
use std::io;
use std::path::{self, Path, PathBuf};
use std::thread;
use std::time::Duration;

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// How often to try while another program writes, how long to wait in between, and after how many
/// tries to say so. Somebody may have the gradebook open in an editor, with changes that are not saved.
const TRIES: i32 = 6000;
const PAUSE: Duration = Duration::from_millis(100);
const QUIET: i32 = 30;

/// What is to be done with a gradebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Gradebook {
    /// Makes the gradebook of a new class.
    pub(crate) fn create(file: &Path) -> Result<Self, Error> {
        let making = || Error::while_doing(format!("make {}", file.display()));
        File::create_new(file).map_err(making())?;
        let mut connection = connect(file, Access::Write)?;
        // Who reads does not keep anybody from writing. Where a file system has no room for it, SQLite
        // stays with what works everywhere.
        let mode = connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
        mode.map_err(unwritten)?;
        migrate(&mut connection)?;
        Ok(Self { connection })
    }

    /// Opens a gradebook. One of an older version is migrated, and a copy of it is kept beside it.
    /// One of a newer version is an error, and stays as it is.
    pub(crate) fn open(file: &Path, access: Access) -> Result<Self, Error> {
        if !file.is_file() {
            return Err(Error::Usage(format!(
                "there is no {}; put a copy of it there, or begin again with `class init` in another folder",
                file.display()
            )));
        }
        // A gradebook has tables from its first moment on.
        if fs::metadata(file).is_ok_and(|data| data.len() == 0) {
            return Err(Error::Usage(format!(
                "{} is empty; put a copy of it in its place",
                file.display()
            )));
        }
        let mut connection = connect(file, access)?;
        let newest = newest();
        let version = match version(&connection) {
            // There is no room beside it for what tells who reads and who writes.
            Err(error) if access == Access::Read && cannot_open(&error) => {
                connection = connect_to_frozen(file)?;
                version(&connection)
            }
            version => version,
        };
        let version = version.map_err(|error| unreadable(file, &error))?;
        if version > newest {
            return Err(Error::Usage(format!(
                "{} was made by a newer version of the course (its tables are at version {version}, \
                 this one knows {newest}); update the course. The gradebook is untouched",
                file.display()
            )));
        }
        if version > 0 && !is_as_here(&connection).map_err(unread)? {
            return Err(Error::Usage(format!(
                "{} was made by a version of the course that was never released, and this one does not know \
                 its tables; the gradebook is untouched",
                file.display()
            )));
        }
        if version < newest {
            if access == Access::Read {
                drop(connection);
                return Self::open(file, Access::Write);
            }
            keep_copy(&connection, file, version)?;
            migrate(&mut connection)?;
        }
        Ok(Self { connection })
    }
}

fn connect(file: &Path, access: Access) -> Result<Connection, Error> {
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opening = |error| unreadable(file, &error);
    let mut connection = Connection::open_with_flags(file, flags).map_err(opening)?;
    if access == Access::Write && connection.is_readonly(MAIN_DB).map_err(opening)? {
        let why = io::Error::other("it may only be read");
        return Err(Error::while_doing(format!(
            "write into the gradebook {}",
            file.display()
        ))(why));
    }
    connection.busy_handler(Some(wait)).map_err(opening)?;
    // A transaction that first reads and then writes could find that somebody else has written.
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(opening)?;
    Ok(connection)
}

/// Whether to try once more, after so many times.
fn wait(tries: i32) -> bool {
    if tries == QUIET {
        anstream::eprintln!(
            "another program is writing into the gradebook; waiting until it saves its changes or is closed"
        );
    }
    thread::sleep(PAUSE);
    tries < TRIES
}

/// Opens a gradebook that lies where nobody can write, such as on a copy that was put away. Results
/// that have not reached the file itself could not be seen there: then it is an error.
fn connect_to_frozen(file: &Path) -> Result<Connection, Error> {
    let opening = |error| unreadable(file, &error);
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let why = io::Error::other(
            "its folder must be writable, since the last results are not in the file yet",
        );
        return Err(Error::while_doing(format!(
            "open the gradebook {}",
            file.display()
        ))(why));
    }
    let path = path::absolute(file).map_err(Error::while_doing("find the gradebook"))?;
    let path = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{path}?immutable=1"), flags).map_err(opening)
}

fn cannot_open(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
}

fn unreadable(file: &Path, error: &rusqlite::Error) -> Error {
    let why = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "it is no SQLite database".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => {
            "it is damaged; put a copy of it in its place, such as one from before an update"
                .to_owned()
        }
        Some(ErrorCode::CannotOpen) => "it and its folder must be writable".to_owned(),
        _ => error.to_string(),
    };
    Error::while_doing(format!("open the gradebook {}", file.display()))(io::Error::other(why))
}

/// The version of the newest migration that is known here.
fn newest() -> i32 {
    let migrations = migrations::migrations::runner();
    let migrations = migrations.get_migrations().iter();
    migrations
        .map(refinery::Migration::version)
        .max()
        .unwrap_or_default()
}

/// The version of a gradebook's tables; 0 if it has none.
fn version(connection: &Connection) -> rusqlite::Result<i32> {
    let history = "SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    if connection.query_row(history, [], |row| row.get::<_, i32>(0))? == 0 {
        return Ok(0);
    }
    let version = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    connection.query_row(version, [], |row| row.get(0))
}

/// Whether all migrations that were applied are as they are here.
fn is_as_here(connection: &Connection) -> rusqlite::Result<bool> {
    let history = "SELECT version, checksum FROM refinery_schema_history";
    let mut history = connection.prepare(history)?;
    let applied = history.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let applied = applied.collect::<rusqlite::Result<Vec<(i32, String)>>>()?;
    let known = migrations::migrations::runner();
    let known = known.get_migrations();
    Ok(applied.iter().all(|(version, checksum)| {
        let mut known = known.iter().filter(|it| it.version() == *version);
        known.all(|it| it.checksum().to_string() == *checksum)
    }))
}

/// Applies what is missing, all or nothing. Files that were changed after they were applied are an
/// error.
fn migrate(connection: &mut Connection) -> Result<(), Error> {
    runner().run(connection).map_err(unwritten)?;
    Ok(())
}

fn runner() -> Runner {
    migrations::migrations::runner()
        .set_grouped(true)
        .set_abort_divergent(true)
        .set_abort_missing(true)
}

/// A whole copy, also of what another program has not written back yet.
fn keep_copy(connection: &Connection, file: &Path, version: i32) -> Result<PathBuf, Error> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".before-V{}", version + 1));
    let copy = PathBuf::from(name);
    if !copy.exists() {
        let keeping = || Error::while_doing("keep a copy of the gradebook");
        let to = copy.to_string_lossy();
        connection
            .execute("VACUUM INTO ?1", [&*to])
            .map_err(|error| keeping()(io::Error::other(error)))?;
        let kept = File::open(&copy).map_err(keeping())?;
        kept.sync_all().map_err(keeping())?;
    }
    Ok(copy)
}

#[cfg(test)]
mod tests;
