//! Does nothing.
use crate::RepoError;
use rusqlite::Connection;
use std::{fmt, path::Path};
/// What files and history together say of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is in the history, and its file is as it was.
    Applied,
    /// It is not in the history, and newer than all that is.
    Pending,
    /// It is in the history, and its file has another text or name now.
    Divergent,
    /// It is in the history, and there is no file any more.
    MissingFile,
    /// It is not in the history, although a newer one is: it came too late.
    OutOfOrder,
}

/// As the command line shows it.
impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::Divergent => "edited after it was applied",
            Self::MissingFile => "applied, and the file is missing",
            Self::OutOfOrder => "not applied, although a newer one is",
        })
    }
}

/// One migration and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its version.
    pub version: i32,
    /// Its name, such as `create_users`: that of the file, or of the history if there is none.
    pub name: String,
    /// How it stands.
    pub state: State,
}

/// Nothing.
pub fn status(conn: &mut Connection, dir: &Path) -> Result<Vec<Status>, RepoError> {
    let _ = (&conn, dir);
    Err(RepoError::NoRepository(std::path::PathBuf::new()))
}
