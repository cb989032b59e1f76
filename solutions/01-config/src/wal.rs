//! Step 5: readers next to a writer.

use rusqlite::Connection;

use crate::ConfigError;

/// Switches the database file to write-ahead logging; `Ok(false)` for a database in memory.
///
/// Unlike the settings of [`connect`](crate::connect()), this one is written into the file
/// (bytes 18 and 19 of its header become 2): once per file is enough.
///
/// # Errors
///
/// [`ConfigError::Sqlite`] if SQLite fails, as it does inside of a transaction;
/// [`ConfigError::Refused`] if it keeps another mode without calling that an error, as it does
/// inside of a transaction that has written something.
pub fn enable_wal(conn: &Connection) -> Result<bool, ConfigError> {
    // The PRAGMA answers with a row: the mode that SQLite really chose. `execute` turns that
    // row into `ExecuteReturnedResults`; `let _ =` would not notice a refusal.
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    match mode.as_str() {
        "wal" => Ok(true),
        // `memory`, or `off` if somebody wants no journal at all. A file can answer both, too.
        _ if conn.path().is_none_or(str::is_empty) => Ok(false),
        _ => Err(ConfigError::Refused(format!(
            "journal_mode = wal: it is {mode}"
        ))),
    }
}
