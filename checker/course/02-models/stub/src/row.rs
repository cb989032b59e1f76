//! Step 4: from row to struct.

use rusqlite::{Result, Row};

use crate::model::User;

impl User {
    /// What `SELECT` asks for when `from_row` reads the answer. You may change it.
    pub const COLUMNS: &str = "*";

    /// Write: read a user from a row that has these columns (README, step 4).
    pub fn from_row(row: &Row<'_>) -> Result<User> {
        todo!("step 4: make a user of {row:?}")
    }
}
