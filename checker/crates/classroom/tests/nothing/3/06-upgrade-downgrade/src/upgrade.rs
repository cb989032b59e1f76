//! Does nothing.
use rusqlite::Connection;

use crate::{Repo, To, UpgradeError};

pub fn upgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, UpgradeError> {
    let _ = (&conn, repo, to);
    Ok(vec![1, 2, 5, 7])
}
