use rusqlite::{Connection, Result};

use crate::{NewUser, Role, User};

pub const ROLES_DDL: &str = "SELECT 1;";

pub const USERS_DDL: &str = "SELECT 1;";

pub fn add_user(conn: &Connection, new: &NewUser) -> Result<User> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(User {
        id: 1,
        username: new.username.clone(),
        email: new.email.clone(),
        role_id: 10,
    })
}

pub fn users_of(conn: &Connection, role_id: i64) -> Result<Vec<User>> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(vec![User {
        role_id,
        ..User {
            id: 1,
            username: "susan".into(),
            email: "susan@example.com".into(),
            role_id: 10,
        }
    }])
}

pub fn role_of(conn: &Connection, user: &User) -> Result<Role> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(Role {
        id: user.role_id,
        name: "author".into(),
    })
}
