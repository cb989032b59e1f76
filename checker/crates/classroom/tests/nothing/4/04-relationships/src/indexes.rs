use rusqlite::{Connection, Result};

pub fn create_indexes(conn: &Connection) -> Result<()> {
    conn.execute_batch("SELECT 1")
}
