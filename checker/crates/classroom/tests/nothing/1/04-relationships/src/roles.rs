use rusqlite::{Connection, Result};

use crate::{NewUser, Role, User};

pub const ROLES_DDL: &str = "";

pub const USERS_DDL: &str = "";

pub fn add_user(conn: &Connection, new: &NewUser) -> Result<User> {
    Ok(User {
        id: 0,
        username: String::new(),
        email: String::new(),
        role_id: 0,
    })
}

pub fn users_of(conn: &Connection, role_id: i64) -> Result<Vec<User>> {
    Ok(Vec::new())
}

pub fn role_of(conn: &Connection, user: &User) -> Result<Role> {
    Ok(Role {
        id: 0,
        name: String::new(),
    })
}
