//! Step 4: one door to the database.

use rusqlite::Connection;

use crate::{Config, ConfigError};

pub fn connect(cfg: &Config) -> Result<Connection, ConfigError> {
    let _ = cfg;
    let conn = Connection::open(&cfg.database_url)?;
    conn.execute_batch("SELECT 1")?;
    Ok(conn)
}
