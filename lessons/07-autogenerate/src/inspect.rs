//! Step 1: read a schema.

use rusqlite::{Connection, Result};

use crate::Schema;

/// Write: read the tables of a database (README, step 1).
pub fn inspect(conn: &Connection) -> Result<Schema> {
    todo!("step 1: read the tables of {conn:?}")
}
