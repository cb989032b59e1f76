//! Step 4: from row to struct.

use rusqlite::{Result, Row};

use crate::model::User;

impl User {
    /// The columns that [`User::from_row`] reads, to be put behind `SELECT`.
    ///
    /// `*` would do as well, because `from_row` asks by name. The list fetches no more than is
    /// needed, and says at once which column is gone.
    pub const COLUMNS: &str = "id, username, email, password_hash";

    /// Reads a user from a row that has [`User::COLUMNS`], in any order.
    ///
    /// # Errors
    ///
    /// A column is missing, or it holds a value of another type, NULL among them.
    pub fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            username: row.get("username")?,
            email: row.get("email")?,
            // `get` reads NULL as `None`, because the field is an `Option`.
            password_hash: row.get("password_hash")?,
        })
    }
}
