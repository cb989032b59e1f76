//! Step 7: a contact, its defaults, and `create_all`.

use rusqlite::{Connection, Result};

use crate::{books, email};

/// The statement that makes the table `contacts`.
///
/// `CURRENT_TIMESTAMP` is UTC, to the second, wherever the program runs. Without quotes: in
/// quotes it is a text of seventeen letters.
pub fn ddl() -> &'static str {
    "CREATE TABLE IF NOT EXISTS contacts (
        id INTEGER PRIMARY KEY,
        name TEXT,
        email TEXT,
        subject TEXT,
        message TEXT,
        created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )"
}

/// Makes the tables of all models that are not there yet, like `db.create_all()`.
///
/// A table that is there stays as it is, even if its model has a column more by now. To change
/// such a table is a migration's work (lesson 5).
///
/// # Errors
///
/// That of SQLite. Tables that were made before the error stay.
pub fn create_all(conn: &Connection) -> Result<()> {
    for ddl in [email::ddl(), books::ddl(), ddl()] {
        conn.execute_batch(ddl)?;
    }
    Ok(())
}
