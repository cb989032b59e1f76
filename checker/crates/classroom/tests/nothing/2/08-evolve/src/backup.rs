//! Nothing.
use crate::{EvolveError, Repo};
use rusqlite::Connection;
use std::path::PathBuf;
/// Nothing.
pub fn back_up(conn: &Connection) -> Result<PathBuf, EvolveError> {
    let _ = conn;
    Err(EvolveError::Backup(String::new()))
}
/// Nothing.
pub fn upgrade(
    conn: &mut Connection,
    repo: &Repo,
    to: Option<i32>,
) -> Result<Vec<i32>, EvolveError> {
    let _ = (&conn, repo, to);
    Err(EvolveError::Backup(String::new()))
}
