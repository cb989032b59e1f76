//! Why a schema cannot be read.

use thiserror::Error;

/// Why a schema cannot be read.
#[derive(Debug, Error)]
pub(crate) enum SchemaError {
    /// SQLite cannot read the database.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// A table or view of the database would be read instead of a pragma, so nothing is read.
    #[error("{0} has a name that SQLite uses itself")]
    Shadowed(String),
}
