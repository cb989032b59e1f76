use rusqlite::Connection;

use crate::DeleteError;

pub const CONTACTS_DDL: &str = "";

pub fn delete_role(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    Ok(())
}

pub fn delete_user(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    Ok(())
}
