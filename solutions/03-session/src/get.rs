//! Step 3: nobody with that id.

use rusqlite::{Connection, OptionalExtension};

use crate::User;

/// Returns the user with this id, or `None` if nobody has it.
///
/// # Errors
///
/// SQLite's: that a question could not be answered is something else than the answer "nobody".
pub fn get_user(conn: &Connection, id: i64) -> rusqlite::Result<Option<User>> {
    conn.query_row(
        "SELECT id, username, email, password_hash FROM users WHERE id = ?1",
        [id],
        User::from_row,
    )
    // Turns the one error `QueryReturnedNoRows` into `None`. `.ok()` would do so with all errors.
    .optional()
}
