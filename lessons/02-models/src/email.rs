//! Step 3: one person, one e-mail.

use rusqlite::{Connection, Result};

/// Write: the table `users`, in which case does not matter to an address (README, step 3).
pub fn ddl() -> &'static str {
    todo!("step 3: CREATE TABLE users …, one address for one person")
}

/// Write: store a new user and return the id (README, step 3).
pub fn register(conn: &Connection, username: &str, email: &str) -> Result<i64> {
    todo!("step 3: store {username:?} and {email:?} with {conn:?}")
}

/// Write: the id of the user with this address, or `None` (README, step 3).
pub fn find_by_email(conn: &Connection, email: &str) -> Result<Option<i64>> {
    todo!("step 3: look for {email:?} with {conn:?}")
}
