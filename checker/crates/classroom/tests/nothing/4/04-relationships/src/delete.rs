use rusqlite::Connection;

use crate::DeleteError;

pub const CONTACTS_DDL: &str = "SELECT 1;";

pub fn delete_role(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    let _ = id;
    Ok(())
}

pub fn delete_user(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    let _ = id;
    Ok(())
}
