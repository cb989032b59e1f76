//! Step 5: readers next to a writer.

use rusqlite::Connection;

use crate::ConfigError;

pub fn enable_wal(conn: &Connection) -> Result<bool, ConfigError> {
    let _ = conn;
    Ok(false)
}
