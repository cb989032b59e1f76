use rusqlite::Connection;

use crate::User;

pub fn get_user(conn: &Connection, id: i64) -> rusqlite::Result<Option<User>> {
    Ok(Some(User {
        id: 0,
        username: String::new(),
        email: String::new(),
        password_hash: None,
    }))
}
