use rusqlite::Connection;

use crate::{AddUserError, NewUser, User};

pub fn register(conn: &Connection, new: &NewUser) -> Result<User, AddUserError> {
    Ok(User {
        id: 0,
        username: String::new(),
        email: String::new(),
        password_hash: None,
    })
}
