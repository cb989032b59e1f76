use rusqlite::Connection;

use crate::DeleteError;

pub const CONTACTS_DDL: &str = "CREATE TABLE contacts (id, message, user_id);";

pub fn delete_role(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    Err(DeleteError::InUse)
}

pub fn delete_user(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    Ok(())
}
