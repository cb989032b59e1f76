use rusqlite::Connection;

use crate::{AddUserError, NewUser, User};

pub fn register(conn: &Connection, new: &NewUser) -> Result<User, AddUserError> {
    Err(AddUserError::Invalid)
}
