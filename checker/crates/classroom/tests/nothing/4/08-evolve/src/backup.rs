//! Nothing.
use crate::{EvolveError, Repo, pending};
use rusqlite::Connection;
use std::path::PathBuf;
/// Nothing.
pub fn back_up(conn: &Connection) -> Result<PathBuf, EvolveError> {
    let _ = conn;
    Ok(PathBuf::from(conn.path().unwrap_or_default()))
}
/// Nothing.
pub fn upgrade(
    conn: &mut Connection,
    repo: &Repo,
    to: Option<i32>,
) -> Result<Vec<i32>, EvolveError> {
    let _ = (&conn, repo, to);
    conn.execute_batch("SELECT 1")?;
    Ok(pending(conn, repo, to)?
        .iter()
        .map(|m| m.version())
        .collect())
}
