//! Step 7: a contact, its defaults, and `create_all`.

use rusqlite::{Connection, Result};

/// Write: the statement that makes the table `contacts` (README, step 7).
pub fn ddl() -> &'static str {
    todo!("step 7: CREATE TABLE contacts …")
}

/// Write: make the tables of all models that are not there yet (README, step 7).
pub fn create_all(conn: &Connection) -> Result<()> {
    todo!("step 7: make users, books and contacts with {conn:?}")
}
