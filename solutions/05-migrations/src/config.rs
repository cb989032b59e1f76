//! Given: where the database is, as in lesson 1, and the way to it.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Result};

/// The folder of this crate, wherever the program was started.
pub fn basedir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The database that `DATABASE_URL` names, or `app.db` in [`basedir`].
///
/// The URL is SQLAlchemy's: three slashes and a name are a file in the folder `instance`, four
/// are an absolute path.
///
/// # Errors
///
/// A URL that is not one of an SQLite file.
pub fn database_path() -> io::Result<PathBuf> {
    match env::var("DATABASE_URL") {
        Ok(url) if !url.is_empty() => sqlite_path(&url)
            .map(|path| basedir().join("instance").join(path))
            .ok_or_else(|| io::Error::other("DATABASE_URL: not the URL of an SQLite file")),
        _ => Ok(basedir().join("app.db")),
    }
}

/// Opens the database to change it. It is made if it is missing, with its folder.
///
/// # Errors
///
/// SQLite's, if there is no way to open or make it.
pub fn connect(path: &Path) -> Result<Connection> {
    if let Some(folder) = path.parent() {
        // If this fails, SQLite says so with the name of the file.
        let _ = fs::create_dir_all(folder);
    }
    let conn = Connection::open(path)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    Ok(conn)
}

/// Opens the database to look at it. A missing one looks like an empty one and is not made.
///
/// # Errors
///
/// SQLite's, if there is a file and no way to open it.
pub fn connect_to_read(path: &Path) -> Result<Connection> {
    if path.exists() {
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    } else {
        Connection::open_in_memory()
    }
}

/// What follows `sqlite:///`, without options, decoded. An absolute path keeps its slash.
fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:///")?.split('?').next()?;
    let decoded = String::from_utf8(percent_decoded(path.as_bytes())).ok()?;
    (!decoded.is_empty() && decoded != ":memory:").then(|| PathBuf::from(decoded))
}

/// `%20` is a blank; a `%` without two hexadecimal digits is a `%`.
fn percent_decoded(mut text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut decoded = Vec::new();
    while let Some((&first, rest)) = text.split_first() {
        let code = match rest {
            [high, low, ..] if first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        let byte = code.and_then(|(high, low)| u8::try_from(16 * high + low).ok());
        decoded.push(byte.unwrap_or(first));
        text = if byte.is_some() { &rest[2..] } else { rest };
    }
    decoded
}
