//! Given: everything that can go wrong while a schema changes under its data.

use std::{io, path::PathBuf};

/// Why a database has not gone where it should.
#[derive(Debug, thiserror::Error)]
pub enum EvolveError {
    /// There is no such version in that direction.
    #[error("there is no way from {from} to {to}")]
    NoWay {
        /// Where the database is.
        from: i32,
        /// Where it should go.
        to: i32,
    },

    /// A file is not the one that was applied, or is gone, or was passed over.
    #[error("version {0} of the history is not version {0} of the folder")]
    Divergent(i32),

    /// Nobody has written down how to undo this version.
    #[error("version {0} cannot be undone: it has no down script")]
    Irreversible(i32),

    /// There is no copy of the database, and so nothing has run.
    #[error("cannot copy the database: {0}")]
    Backup(String),

    /// A migration has left rows of this table that refer to nothing.
    #[error("version {version} leaves rows of {table} that refer to nothing")]
    Dangling {
        /// The migration.
        version: i32,
        /// The table with the rows.
        table: String,
    },

    /// The folder with the migrations, or one of its files, cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The folder or the file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// refinery said no.
    #[error("{0}")]
    Refinery(#[from] refinery::Error),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}
