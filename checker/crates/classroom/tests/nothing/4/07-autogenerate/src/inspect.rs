//! Does nothing.
use rusqlite::{Connection, Result};
use crate::{Column, Generated, Schema, Table};
/// Nothing.
pub fn inspect(conn: &Connection) -> Result<Schema> {
    let _ = conn;
    let _: Option<(Column, Generated, Table)> = None;
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(Schema::default())
}
