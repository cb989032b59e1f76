//! Given: refinery's history table, and how to read it.

use rusqlite::{Connection, Result, types::Type};

/// The table in which refinery notes what it has run.
pub const HISTORY: &str = "refinery_schema_history";

/// How refinery makes that table, to the letter. Running it twice does no harm.
///
/// All but the version are texts. `applied_on` is a time such as `2026-11-21T06:53:46Z`
/// (RFC 3339; refinery panics when it reads another text). `checksum` is a `u64` in decimal
/// digits, which SQLite's own integers could not hold.
pub const HISTORY_DDL: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history(
    version int4 PRIMARY KEY,
    name VARCHAR(255),
    applied_on VARCHAR(255),
    checksum VARCHAR(255))";

/// One row of the history: a migration that has been applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its version: the 2 of `V2__create_posts.sql`.
    pub version: i32,
    /// Its name: `create_posts`.
    pub name: String,
    /// What refinery computed of name, version and SQL when it ran.
    pub checksum: u64,
}

/// Reads the history, the lowest version first.
///
/// # Errors
///
/// Those of SQLite. One of them is normal: as long as no migration has run there is no history,
/// and this is "no such table: `refinery_schema_history`".
pub fn applied(conn: &Connection) -> Result<Vec<Applied>> {
    let mut statement = conn
        .prepare("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version")?;
    let rows = statement.query_map([], |row| {
        let checksum: String = row.get(2)?;
        Ok(Applied {
            version: row.get(0)?,
            name: row.get(1)?,
            checksum: checksum.parse().map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(2, Type::Text, Box::new(error))
            })?,
        })
    })?;
    rows.collect()
}
