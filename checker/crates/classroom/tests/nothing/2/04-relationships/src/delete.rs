use rusqlite::Connection;

use crate::DeleteError;

pub const CONTACTS_DDL: &str = "-- nothing";

pub fn delete_role(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    Err(DeleteError::NotFound)
}

pub fn delete_user(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    Err(DeleteError::NotFound)
}
