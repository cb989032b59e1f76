//! Step 7: a contact, its defaults, and `create_all`.

use rusqlite::{Connection, Result};

use crate::model::Model;
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

/// Each model of the microblog, with its table.
///
/// Nothing finds a struct by itself: a model that is not named here gets no table, and no error
/// says so. In the notes an import does the naming, and a forgotten one has the same effect.
pub const REGISTRY: &[Model] = &[
    Model {
        table: "users",
        ddl: email::ddl,
    },
    Model {
        table: "books",
        ddl: books::ddl,
    },
    Model {
        table: "contacts",
        ddl,
    },
];

/// Makes the tables of `models` that are not there yet, like `db.create_all()`.
///
/// A table that is there stays as it is, even if its model has a column more by now. To change
/// such a table is a migration's work (lesson 5).
///
/// # Errors
///
/// That of SQLite. Tables that were made before the error stay.
pub fn create_all(conn: &Connection, models: &[Model]) -> Result<()> {
    for model in models {
        // What is there already is for IF NOT EXISTS to see, in the statements themselves.
        conn.execute_batch((model.ddl)())?;
    }
    Ok(())
}
