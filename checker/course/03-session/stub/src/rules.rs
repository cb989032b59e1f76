//! Step 4: which rule was broken?

use rusqlite::Connection;

use crate::{AddUserError, NewUser, User};

/// Write: store a new user, or say which rule says no (README, step 4).
pub fn register(conn: &Connection, new: &NewUser) -> Result<User, AddUserError> {
    todo!("step 4: add {new:?} to {conn:?}, or say why not")
}
