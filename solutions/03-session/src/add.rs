//! Step 1: `add()` tells you the id.

use rusqlite::Connection;

use crate::{NewUser, User};

/// Stores a new user and returns what was stored, with the id that the database gave.
///
/// `RETURNING` makes the row a part of the INSERT's own answer. Nothing can come in between, and
/// there is no answer if there is no row.
///
/// # Errors
///
/// SQLite's, for example if the username is taken.
pub fn add_user(conn: &Connection, new: &NewUser) -> rusqlite::Result<User> {
    // Not `execute`: it refuses a statement that answers with rows, but only after running it. And
    // not `query_row`: it does not wait for the end of the statement, when SQLite commits.
    conn.query_one(
        "INSERT INTO users (username, email, password_hash) VALUES (?1, ?2, ?3)
         RETURNING id, username, email, password_hash",
        (&new.username, &new.email, &new.password_hash),
        User::from_row,
    )
}
