//! Given: everything that can go wrong in the shell.

use std::io;

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    /// The words after a command make no sense. Holds how to write it, such as
    /// `add user NAME EMAIL`.
    #[error("usage: {0}")]
    Usage(&'static str),

    /// There is no such command. Holds its first word.
    #[error("{0:?} is no command; try: help")]
    UnknownCommand(String),

    /// A `"` without a second one.
    #[error("a quote is opened and never closed")]
    UnclosedQuote,

    /// There is no user of that name, or with that id.
    #[error("there is no user {0}")]
    NoSuchUser(String),

    /// `sql` was asked for something that is not reading.
    #[error("sql only reads; it does not run this")]
    ReadOnly,

    /// Nobody has said yes.
    #[error("not confirmed, so nothing was changed (a script writes: reset --yes)")]
    NotConfirmed,

    /// The input or the output is gone.
    #[error("{0}")]
    Io(#[from] io::Error),

    /// The migrations did not run.
    #[error("{0}")]
    Migrations(#[from] refinery::Error),

    /// SQLite said no.
    #[error("{0}")]
    Db(#[from] rusqlite::Error),
}
