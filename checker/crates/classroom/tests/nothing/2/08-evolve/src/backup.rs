//! Nothing.
use std::path::PathBuf;
use rusqlite::Connection;
use crate::{EvolveError, Repo};
/// Nothing.
pub fn back_up(conn: &Connection) -> Result<PathBuf, EvolveError> {
    let _ = conn;
    Err(EvolveError::Backup(String::new()))
}
/// Nothing.
pub fn upgrade(conn: &mut Connection, repo: &Repo, to: Option<i32>) -> Result<Vec<i32>, EvolveError> {
    let _ = (&conn, repo, to);
    Err(EvolveError::Backup(String::new()))
}
