//! Does nothing.
use crate::{Column, Generated, Schema, Table};
use rusqlite::{Connection, Result};
/// Nothing.
pub fn inspect(conn: &Connection) -> Result<Schema> {
    let _ = conn;
    let _: Option<(Column, Generated, Table)> = None;
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(Schema::default())
}
