//! Step 4: which rule was broken?

use rusqlite::{Connection, Error, ffi};

use crate::{AddUserError, NewUser, User};

/// Stores a new user, or says in words of this program why not.
///
/// There is no SELECT in front. Between a question and the INSERT somebody else can take the
/// name, and then the INSERT fails anyway: so let it fail, and read why.
///
/// # Errors
///
/// See [`AddUserError`].
pub fn register(conn: &Connection, new: &NewUser) -> Result<User, AddUserError> {
    conn.query_one(
        "INSERT INTO users (username, email, password_hash) VALUES (?1, ?2, ?3)
         RETURNING id, username, email, password_hash",
        (&new.username, &new.email, &new.password_hash),
        User::from_row,
    )
    .map_err(which_rule)
}

/// `ErrorCode::ConstraintViolation` alone says little: all rules share it. The extended code names
/// the kind of rule, and of a UNIQUE rule the message names the column.
fn which_rule(error: Error) -> AddUserError {
    let Error::SqliteFailure(failure, Some(message)) = &error else {
        return AddUserError::Db(error);
    };
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE if *message == taken("username") => {
            AddUserError::UsernameTaken
        }
        ffi::SQLITE_CONSTRAINT_UNIQUE if *message == taken("email") => AddUserError::EmailTaken,
        ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_NOTNULL => AddUserError::Invalid,
        _ => AddUserError::Db(error),
    }
}

/// What SQLite says if another user has the same. The end alone is also that of `old_users.email`.
fn taken(column: &str) -> String {
    format!("UNIQUE constraint failed: users.{column}")
}
