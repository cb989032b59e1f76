//! Step 5: all or none.

use rusqlite::Connection;

use crate::{AddUserError, NewUser};

/// Write: store all users of the list, or none of them (README, step 5).
pub fn add_all(conn: &mut Connection, list: &[NewUser]) -> Result<Vec<i64>, AddUserError> {
    todo!("step 5: add {list:?} to {conn:?}, all or none")
}
