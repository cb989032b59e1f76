//! Step 4: one door to the database.

use std::{fs, path::Path, time::Duration};

use rusqlite::Connection;

use crate::{Config, ConfigError, DbUrl, basedir, parse};

/// How long a statement waits for another writer before it fails with "database is locked".
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the database of `cfg`, with foreign keys on and a patience of five seconds.
///
/// Both are settings of the *connection*; the file remembers neither. That is why the whole
/// program opens its connections here, and why a `Once` around the PRAGMAs would be wrong.
///
/// # Errors
///
/// As [`parse`](crate::parse()); [`ConfigError::NotSqlite`] for the URL of a server;
/// [`ConfigError::Io`] if the folder cannot be made; [`ConfigError::Sqlite`] and
/// [`ConfigError::Refused`] if SQLite does not open the file or does not take a setting.
pub fn connect(cfg: &Config) -> Result<Connection, ConfigError> {
    // Not `Connection::open(&cfg.database_url)`: SQLite knows nothing of `sqlite:` and would
    // take it for a part of the file's name.
    let conn = match parse(&cfg.database_url, &basedir().join("instance"))? {
        DbUrl::Memory => Connection::open_in_memory()?,
        DbUrl::File(path) => open_file(&path)?,
        DbUrl::Postgres(_) | DbUrl::MySql(_) => return Err(ConfigError::NotSqlite),
    };

    // rusqlite's bundled SQLite is compiled with foreign keys on, and rusqlite sets a timeout of
    // its own. A program that is linked with the system's SQLite has no foreign keys: say what
    // you need. Outside of a transaction, for inside of one this PRAGMA does nothing.
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.busy_timeout(BUSY_TIMEOUT)?;

    // SQLite ignores a PRAGMA that it does not know, so a typo such as `foreign_key` is no
    // error. Only reading back tells.
    check_setting(&conn, "foreign_keys", 1)?;
    check_setting(&conn, "busy_timeout", 5_000)?;
    Ok(conn)
}

/// Opens the file, which SQLite makes if it is missing, in its folder, which SQLite does not.
fn open_file(path: &Path) -> Result<Connection, ConfigError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|source| ConfigError::Io {
            path: folder.to_owned(),
            source,
        })?;
    }
    Ok(Connection::open(path)?)
}

fn check_setting(conn: &Connection, name: &str, wanted: i64) -> Result<(), ConfigError> {
    let found: i64 = conn.pragma_query_value(None, name, |row| row.get(0))?;
    if found == wanted {
        Ok(())
    } else {
        Err(ConfigError::Refused(format!(
            "{name} = {wanted}: it is {found}"
        )))
    }
}
