use rusqlite::{Connection, Result};

pub fn create_indexes(conn: &Connection) -> Result<()> {
    Ok(())
}
