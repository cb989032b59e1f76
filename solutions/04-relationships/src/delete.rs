//! Step 4: what does delete do?

use rusqlite::{Connection, Error, ffi};

use crate::DeleteError;

/// The table `contacts`: messages to the people who run the microblog.
///
/// A message is worth something without its sender, so it stays and forgets him. The other two
/// decisions stand in the other tables: a post goes with its user (`ON DELETE CASCADE`), a role
/// cannot go while a user has it (`ON DELETE RESTRICT`).
pub const CONTACTS_DDL: &str = "
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY,
        message TEXT NOT NULL,
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL
    );
";

/// Deletes a role that no user has.
///
/// # Errors
///
/// [`DeleteError::InUse`] if a user has it, [`DeleteError::NotFound`] if there is none.
pub fn delete_role(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    // No count beforehand: between the question and the DELETE somebody may take the role. The
    // rule in the table is asked by the DELETE itself.
    match conn.execute("DELETE FROM roles WHERE id = ?1", [id]) {
        Err(error) if is_in_use(&error) => Err(DeleteError::InUse),
        deleted => one(deleted?),
    }
}

/// Deletes a user, the user's posts, and the sender of the user's messages.
///
/// # Errors
///
/// [`DeleteError::NotFound`] if there is no such user.
pub fn delete_user(conn: &Connection, id: i64) -> Result<(), DeleteError> {
    // One statement, and the tables know the rest. A statement is done wholly or not at all.
    one(conn.execute("DELETE FROM users WHERE id = ?1", [id])?)
}

/// SQLite tells of NO ACTION as a broken foreign key and of RESTRICT as a trigger that said no.
fn is_in_use(error: &Error) -> bool {
    let code = error.sqlite_error().map(|failure| failure.extended_code);
    matches!(
        code,
        Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER)
    )
}

/// A DELETE that finds nothing is no error to SQLite.
fn one(deleted: usize) -> Result<(), DeleteError> {
    match deleted {
        0 => Err(DeleteError::NotFound),
        _ => Ok(()),
    }
}
