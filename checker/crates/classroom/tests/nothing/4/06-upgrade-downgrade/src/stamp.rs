//! Does nothing.
use crate::{Repo, StampError, To};
use rusqlite::Connection;
/// Nothing.
pub fn stamp(conn: &mut Connection, repo: &Repo, to: To) -> Result<(), StampError> {
    let _ = (&conn, repo, to);
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(())
}
