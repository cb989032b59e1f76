//! Step 1: `add()` tells you the id.

use rusqlite::Connection;

use crate::{NewUser, User};

/// Write: store a new user and return what was stored, with its id (README, step 1).
pub fn add_user(conn: &Connection, new: &NewUser) -> rusqlite::Result<User> {
    todo!("step 1: add {new:?} to {conn:?}")
}
