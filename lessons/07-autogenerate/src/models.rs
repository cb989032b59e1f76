//! Given: the models of the microblog, as DDL. Change them, and let the tool write the migration.

use rusqlite::{Connection, Result};

use crate::{Schema, inspect};

/// What lessons 2 to 4 have come to.
pub const DDL: &str = "
    CREATE TABLE roles (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 64),
        email TEXT NOT NULL UNIQUE COLLATE NOCASE,
        password_hash TEXT,
        role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE RESTRICT
    );
    CREATE INDEX ix_users_role_id ON users (role_id);
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 140),
        timestamp TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
    );
    CREATE INDEX ix_posts_user_id_timestamp ON posts (user_id, timestamp);
    CREATE TABLE books (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        descrption TEXT
    );
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY,
        name TEXT,
        email TEXT,
        subject TEXT,
        message TEXT,
        created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL
    );
    CREATE INDEX ix_contacts_user_id ON contacts (user_id);
";

/// The schema that the models make: their DDL, run in a database of its own, and inspected.
///
/// # Errors
///
/// Those of SQLite, if the DDL is not SQL.
pub fn schema() -> Result<Schema> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(DDL)?;
    inspect(&conn)
}
