//! Does nothing.
use refinery::Migration;
use rusqlite::Connection;

use crate::{DowngradeError, Repo, To};

pub fn downgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, DowngradeError> {
    let _ = (&conn, repo, to);
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(repo
        .migrations()
        .iter()
        .rev()
        .map(Migration::version)
        .collect())
}
