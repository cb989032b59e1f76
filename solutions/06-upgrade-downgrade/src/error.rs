//! Given: everything that can go wrong on the way up and on the way down.
//!
//! Where Alembic has a sentence for the same thing, it is Alembic's.

use crate::To;

/// Why `upgrade` did not go where it should.
#[derive(Debug, thiserror::Error)]
pub enum UpgradeError {
    /// There is no such place above the database, or no such version at all.
    #[error("{}", unknown(*.0))]
    UnknownTarget(To),

    /// The database is above the target already.
    #[error("the database is at {current}, above {target}; to go down, use downgrade")]
    Above {
        /// Where the database is.
        current: i32,
        /// Where it should go.
        target: i32,
    },

    /// refinery said no.
    #[error("{0}")]
    Refinery(#[from] refinery::Error),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}

/// Why `downgrade` has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum DowngradeError {
    /// There is nothing to undo.
    #[error("Relative revision -1 didn't produce 1 migrations")]
    AtBase,

    /// There is no such place below the database, or no such version at all.
    #[error("{}", unknown(*.0))]
    UnknownTarget(To),

    /// Nobody has written down how to undo this version.
    #[error("version {0} cannot be undone: it has no down script")]
    Irreversible(i32),

    /// The file of this version is not the one that was applied.
    #[error("version {0} has been changed since it was applied")]
    Divergent(i32),

    /// This version was applied and its file is gone.
    #[error("version {0} was applied, and its file is missing")]
    MissingFile(i32),

    /// This version has a file and was not applied, although a later one was.
    #[error("version {0} was never applied, although a later one was")]
    Gap(i32),

    /// The down scripts would leave rows of this table that refer to nothing.
    #[error("the down scripts leave rows of {0} that refer to nothing")]
    Dangling(String),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}

/// Why there is no script.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// For a reason for which there is no upgrade either.
    #[error(transparent)]
    Upgrade(#[from] UpgradeError),

    /// For a reason for which there is no downgrade either.
    #[error(transparent)]
    Downgrade(#[from] DowngradeError),

    /// The file of this version is not the one that was applied.
    #[error("version {0} has been changed since it was applied")]
    Divergent(i32),

    /// This version was applied and its file is gone.
    #[error("version {0} was applied, and its file is missing")]
    MissingFile(i32),

    /// This version has a file and was not applied, although a later one was.
    #[error("version {0} was never applied, although a later one was")]
    Gap(i32),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}

/// Why `stamp` has written nothing.
#[derive(Debug, thiserror::Error)]
pub enum StampError {
    /// There is no such version.
    #[error("{}", unknown(*.0))]
    UnknownTarget(To),

    /// The database does not have what that version has. Holds what is missing, such as
    /// `the table posts`.
    #[error("the database is not at {target}: it lacks {missing}")]
    Mismatch {
        /// The version of the stamp.
        target: i32,
        /// What the database lacks.
        missing: String,
    },

    /// refinery said no.
    #[error("{0}")]
    Refinery(#[from] refinery::Error),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}

fn unknown(to: To) -> String {
    match to {
        To::Relative(steps) => format!(
            "Relative revision {to} didn't produce {} migrations",
            steps.unsigned_abs()
        ),
        _ => format!("Can't locate revision identified by '{to}'"),
    }
}
