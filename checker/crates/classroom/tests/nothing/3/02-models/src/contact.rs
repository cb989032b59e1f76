//! Step 7: a contact, its defaults, and `create_all`.

use rusqlite::{Connection, Result};

use crate::model::Model;

pub fn ddl() -> &'static str {
    "CREATE TABLE contacts (id, name, email, subject, message, created_at)"
}

pub const REGISTRY: &[Model] = &[
    Model {
        table: "users",
        ddl: crate::email::ddl,
    },
    Model {
        table: "books",
        ddl: crate::books::ddl,
    },
    Model {
        table: "contacts",
        ddl,
    },
];

pub fn create_all(conn: &Connection, models: &[Model]) -> Result<()> {
    let _ = (conn, models);
    Ok(())
}
