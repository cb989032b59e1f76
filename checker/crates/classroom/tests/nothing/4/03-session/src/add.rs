use rusqlite::Connection;

use crate::{NewUser, User};

pub fn add_user(conn: &Connection, new: &NewUser) -> rusqlite::Result<User> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(User {
        id: 1,
        username: new.username.clone(),
        email: new.email.clone(),
        password_hash: new.password_hash.clone(),
    })
}
