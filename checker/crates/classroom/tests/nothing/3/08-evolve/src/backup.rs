//! Nothing.
use crate::{EvolveError, Repo};
use rusqlite::Connection;
use std::path::PathBuf;
/// Nothing.
pub fn back_up(conn: &Connection) -> Result<PathBuf, EvolveError> {
    let _ = conn;
    Ok(PathBuf::from("app.db.bak-4"))
}
/// Nothing.
pub fn upgrade(
    conn: &mut Connection,
    repo: &Repo,
    to: Option<i32>,
) -> Result<Vec<i32>, EvolveError> {
    let _ = (&conn, repo, to);
    Ok(vec![5, 6, 7, 8])
}
