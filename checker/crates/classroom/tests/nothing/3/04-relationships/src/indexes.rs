use rusqlite::{Connection, Result};

pub fn create_indexes(conn: &Connection) -> Result<()> {
    conn.query_row(
        "EXPLAIN QUERY PLAN DELETE FROM users WHERE id = 1",
        [],
        |_| Ok(()),
    )
}
