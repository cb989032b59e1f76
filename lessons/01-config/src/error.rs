//! Given: everything that can go wrong between an environment variable and an open database.

use std::{io, path::PathBuf};

/// Why there is no database to work with.
///
/// The texts are lower-case fragments, to be put after "cannot open the database: ". None of
/// them repeats a URL, because a URL may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The URL names a kind of database that we do not know. Holds the scheme alone: the
    /// `mongodb` of `mongodb://host/name`.
    #[error("unknown database scheme `{0}`")]
    UnknownScheme(String),

    /// The text is not a database URL, or not a complete one. Holds the reason, not the text.
    #[error("not a database URL: {0}")]
    NotAUrl(String),

    /// The URL is that of a server, where only SQLite works yet. Servers come in lesson 10.
    #[error("only sqlite databases can be opened yet")]
    NotSqlite,

    /// The folder of the database could not be made.
    #[error("cannot make the folder {}", path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// SQLite said no.
    #[error("sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),

    /// SQLite reported no error, and yet the setting has another value when it is read back.
    /// Holds the name of the setting and what was read.
    #[error("the database did not take the setting {0}")]
    Refused(String),
}
