use rusqlite::Connection;

use crate::{AddUserError, NewUser};

pub fn add_all(conn: &mut Connection, list: &[NewUser]) -> Result<Vec<i64>, AddUserError> {
    Ok(Vec::new())
}
