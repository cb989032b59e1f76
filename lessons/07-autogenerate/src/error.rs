//! Given: why there is no migration. Where Alembic has a sentence for it, it is Alembic's.

use crate::{Change, Rename, RepoError};

/// Why `render` has written no script.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The script would destroy what is in a table or in a column. All changes that would.
    #[error("{} would destroy data; say --rename or --allow-drop", list(.0))]
    Destructive(Vec<Change>),

    /// This rename does not lead from a column that is gone to one that is new.
    #[error("there is no such rename: {0}")]
    UnknownRename(Rename),

    /// The column is to be NOT NULL, and nobody says what the rows that are there shall hold.
    #[error("{table}.{column} is NOT NULL and has no DEFAULT for the rows that are there")]
    NoValue {
        /// The name of the table.
        table: String,
        /// The name of the column.
        column: String,
    },
}

/// Why `migrate` has written no migration, and why `check` cannot tell.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database is not at the newest migration of the folder.
    #[error("Target database is not up to date.")]
    NotUpToDate,

    /// There is no script.
    #[error("{0}")]
    Render(#[from] RenderError),

    /// The folder said no.
    #[error("{0}")]
    Repo(#[from] RepoError),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}

fn list(changes: &[Change]) -> String {
    let changes: Vec<String> = changes.iter().map(Change::to_string).collect();
    changes.join(", ")
}
