//! Given: which database the shell works on. Lesson 1 in small.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::Connection;

/// Why there is no database to work with. No text repeats the URL: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// `DATABASE_URL` is not one that this tool can open.
    #[error("DATABASE_URL must begin with sqlite:/// and name a file")]
    Url,

    /// The folder of the database could not be made.
    #[error("cannot make the folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// SQLite said no.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// The folder of this crate, wherever the program was started.
pub fn basedir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The file that `url` names: `app.db` in [`basedir`] if there is none or it is empty.
///
/// Three slashes and a relative path are a file in `instance/`, four are a path from the root. A
/// `%20` is not decoded here.
///
/// # Errors
///
/// [`ConfigError::Url`] for everything that is not a file of SQLite's.
pub fn database(url: Option<&str>) -> Result<PathBuf, ConfigError> {
    let Some(url) = url.filter(|url| !url.is_empty()) else {
        return Ok(basedir().join("app.db"));
    };
    match url.strip_prefix("sqlite:///") {
        None | Some("" | ":memory:") => Err(ConfigError::Url),
        Some(path) => Ok(basedir().join("instance").join(path)),
    }
}

/// Opens the database as lesson 1 does: with foreign keys on, and five seconds of patience.
///
/// # Errors
///
/// [`ConfigError::Folder`] and [`ConfigError::Sqlite`].
pub fn connect(file: &Path) -> Result<Connection, ConfigError> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|source| ConfigError::Folder {
            path: folder.to_owned(),
            source,
        })?;
    }
    let conn = Connection::open(file)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    Ok(conn)
}
