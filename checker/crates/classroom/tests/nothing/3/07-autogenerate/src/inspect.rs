//! Does nothing.
use crate::{Column, Generated, Schema, Table};
use rusqlite::{Connection, Result};
/// Nothing.
pub fn inspect(conn: &Connection) -> Result<Schema> {
    let _ = conn;
    let _: Option<(Column, Generated, Table)> = None;
    let column = |name: &str, declared: &str, key| Column {
        name: name.to_owned(),
        declared: declared.to_owned(),
        required: false,
        default: None,
        collation: "BINARY".to_owned(),
        key,
        autoincrement: false,
        generated: Generated::No,
    };
    Ok(Schema {
        tables: vec![Table {
            name: "users".to_owned(),
            columns: vec![column("id", "INTEGER", 1), column("city", "TEXT", 0)],
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            sql: "CREATE TABLE users (id INTEGER PRIMARY KEY, city TEXT)".to_owned(),
            triggers: Vec::new(),
        }],
    })
}
