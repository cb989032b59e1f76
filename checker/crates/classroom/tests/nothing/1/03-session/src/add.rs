use rusqlite::Connection;

use crate::{NewUser, User};

pub fn add_user(conn: &Connection, new: &NewUser) -> rusqlite::Result<User> {
    let _ = (conn, new);
    Ok(User {
        id: 0,
        username: String::new(),
        email: String::new(),
        password_hash: None,
    })
}
