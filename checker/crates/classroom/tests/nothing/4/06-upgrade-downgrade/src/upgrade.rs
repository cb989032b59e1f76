//! Does nothing.
use refinery::Migration;
use rusqlite::Connection;

use crate::{Repo, To, UpgradeError};

pub fn upgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, UpgradeError> {
    let _ = (&conn, repo, to);
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(repo.migrations().iter().map(Migration::version).collect())
}
