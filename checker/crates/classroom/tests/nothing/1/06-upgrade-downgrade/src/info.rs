//! Does nothing.
use crate::{Applied, HISTORY, Line, Repo, applied};
use rusqlite::{Connection, Result};
/// Nothing.
pub fn current(conn: &Connection) -> Result<Option<i32>> {
    let _ = conn;
    Ok(None)
}
/// Nothing.
pub fn history(conn: &Connection, repo: &Repo) -> Result<Vec<Line>> {
    let _ = (conn, repo);
    Ok(Vec::new())
}
/// Nothing.
pub fn heads(repo: &Repo) -> Option<i32> {
    let _ = repo;
    None
}
/// The history, which is empty as long as nobody has made its table.
///
/// Asking must not make it: whoever asks "where am I?" may only have the right to read.
pub(crate) fn applied_so_far(conn: &Connection) -> Result<Vec<Applied>> {
    if conn.table_exists(None, HISTORY)? {
        applied(conn)
    } else {
        Ok(Vec::new())
    }
}
