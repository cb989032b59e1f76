use rusqlite::Connection;

use crate::{AddUserError, NewUser, User};

pub fn register(conn: &Connection, new: &NewUser) -> Result<User, AddUserError> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(User {
        id: 1,
        username: new.username.clone(),
        email: new.email.clone(),
        password_hash: new.password_hash.clone(),
    })
}
