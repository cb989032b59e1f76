//! Given: what can go wrong between a folder of migrations and a database.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why the migration repository cannot be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// Somebody has begun a repository here, or something else. Holds the folder. The words are
    /// those of Flask-Migrate.
    #[error("Directory {} already exists and is not empty", .0.display())]
    NotEmpty(PathBuf),

    /// There is no such folder. Holds the folder.
    #[error("Directory {} does not exist, the command init makes it", .0.display())]
    NoRepository(PathBuf),

    /// A `.sql` file that refinery would pass over, because of its name. Holds the file's name.
    #[error("{0} is not the name of a migration: V, a number, __, letters and digits, .sql")]
    Misnamed(String),

    /// Two files claim one version.
    #[error("{first} and {second} are both version {version}")]
    Duplicate {
        /// The version.
        version: i32,
        /// The name of one file.
        first: String,
        /// The name of the other.
        second: String,
    },

    /// There is no number after this one.
    #[error("no version comes after {0}")]
    NoVersionLeft(i32),

    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// refinery said no.
    #[error("{0}")]
    Refinery(#[from] refinery::Error),

    /// SQLite said no.
    #[error("sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

impl RepoError {
    /// For `map_err`: puts the file or folder to what the operating system said of it.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// Why a database was not upgraded, or only a part of the way.
#[derive(Debug, thiserror::Error)]
pub enum UpgradeError {
    /// History and files do not fit: an applied migration was edited, its file is missing, or a
    /// file came too late. Nothing was applied. Holds the reason.
    #[error("the history does not fit the files: {0}")]
    History(String),

    /// A migration failed and has left no trace.
    #[error("migration {version} was not applied: {source}")]
    Migration {
        /// Its version.
        version: i32,
        /// What SQLite said.
        source: rusqlite::Error,
    },

    /// refinery said no.
    #[error("{0}")]
    Refinery(#[from] refinery::Error),

    /// SQLite said no.
    #[error("sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),
}
