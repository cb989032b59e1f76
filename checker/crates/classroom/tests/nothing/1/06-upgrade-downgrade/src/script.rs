//! Does nothing.
use crate::{Repo, ScriptError, To, Way};
use rusqlite::Connection;
/// Nothing.
pub fn script(conn: &Connection, repo: &Repo, way: Way, to: To) -> Result<String, ScriptError> {
    let _ = (conn, repo, way, to);
    Ok(String::new())
}
