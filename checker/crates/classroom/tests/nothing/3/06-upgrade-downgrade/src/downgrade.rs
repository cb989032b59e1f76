//! Does nothing.
use rusqlite::Connection;

use crate::{DowngradeError, Repo, To};

pub fn downgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, DowngradeError> {
    let _ = (&conn, repo, to);
    Err(DowngradeError::Dangling("posts".to_owned()))
}
