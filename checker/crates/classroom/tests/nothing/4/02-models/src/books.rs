//! Step 6: books, whose ids never come back.

use rusqlite::{Connection, Result};

pub fn ddl() -> &'static str {
    "SELECT 1;"
}

pub fn add(conn: &Connection, title: &str, descrption: Option<&str>) -> Result<i64> {
    let _ = (conn, title, descrption);
    conn.query_row("SELECT 1", [], |row| row.get(0))
}
