use rusqlite::{Connection, Result};

use crate::{Role, User};

pub fn roles_with_users(conn: &Connection) -> Result<Vec<(Role, Vec<User>)>> {
    Ok(vec![(
        Role {
            id: 0,
            name: String::new(),
        },
        Vec::new(),
    )])
}
