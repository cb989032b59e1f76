//! Step 7: a contact, its defaults, and `create_all`.

use rusqlite::{Connection, Result};

use crate::model::Model;

pub fn ddl() -> &'static str {
    "SELECT 1;"
}

pub const REGISTRY: &[Model] = &[Model {
    table: "contacts",
    ddl,
}];

pub fn create_all(conn: &Connection, models: &[Model]) -> Result<()> {
    let _ = (conn, models);
    conn.execute_batch("SELECT 1")
}
