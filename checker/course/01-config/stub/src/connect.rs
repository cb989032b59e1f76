//! Step 4: one door to the database.

use rusqlite::Connection;

use crate::{Config, ConfigError};

/// Write: a connection to the database of `cfg`, with foreign keys on (README, step 4).
pub fn connect(cfg: &Config) -> Result<Connection, ConfigError> {
    todo!(
        "step 4: open the {:?} database with foreign keys on",
        cfg.database_url.split(':').next()
    )
}
