use rusqlite::{Connection, Result};

use crate::{Post, User};

impl User {
    pub fn posts(&self, conn: &Connection) -> Result<Vec<Post>> {
        Ok(Vec::new())
    }
}

impl Post {
    pub fn author(&self, conn: &Connection) -> Result<User> {
        Ok(User {
            id: 0,
            username: String::new(),
            email: String::new(),
            role_id: 0,
        })
    }
}
