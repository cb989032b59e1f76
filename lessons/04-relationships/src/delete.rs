//! Step 4: what does delete do?

use rusqlite::Connection;

use crate::DeleteError;

/// Write: the SQL that makes the table `contacts` (README, step 4).
pub const CONTACTS_DDL: &str = "";

/// Write: delete a role that no user has (README, step 4).
pub fn delete_role(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    todo!("step 4: delete role {id} through {conn:?}")
}

/// Write: delete a user and all posts of that user (README, step 4).
pub fn delete_user(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    todo!("step 4: delete user {id} through {conn:?}")
}
