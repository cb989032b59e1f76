//! Step 3: one person, one e-mail.

use rusqlite::{Connection, OptionalExtension, Result};

/// The table `users`, in which `Susan@x.com` and `susan@X.com` are one address.
///
/// The collation is a property of the column. `UNIQUE`, its index and each `email = …` take it
/// from there, so all three agree. It knows the 26 letters of ASCII: `É` and `é` still differ.
pub fn ddl() -> &'static str {
    "CREATE TABLE IF NOT EXISTS users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL COLLATE NOCASE UNIQUE,
        password_hash TEXT
    )"
}

/// Stores a new user and returns the id. The address is stored as it was typed.
///
/// # Errors
///
/// That of SQLite: a UNIQUE constraint failed if the name or the address is taken.
pub fn register(conn: &Connection, username: &str, email: &str) -> Result<i64> {
    conn.query_one(
        "INSERT INTO users (username, email) VALUES (?1, ?2) RETURNING id",
        (username, email),
        |row| row.get(0),
    )
}

/// The id of the user with this address, however it is spelt; `None` if there is nobody.
///
/// # Errors
///
/// That of SQLite, if it cannot look: there is no table, for example.
pub fn find_by_email(conn: &Connection, email: &str) -> Result<Option<i64>> {
    // No `lower()` here: the index holds addresses, not what a function makes of them.
    conn.query_row("SELECT id FROM users WHERE email = ?1", [email], |row| {
        row.get(0)
    })
    .optional()
}
