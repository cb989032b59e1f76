//! Step 4: from row to struct.

use rusqlite::{Result, Row};

use crate::model::User;

impl User {
    pub const COLUMNS: &str = "*";

    pub fn from_row(row: &Row<'_>) -> Result<User> {
        let _ = row;
        Ok(User {
            id: 0,
            username: String::new(),
            email: String::new(),
            password_hash: None,
        })
    }
}
