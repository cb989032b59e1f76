//! Step 5: `lazy`.

use rusqlite::{Connection, Result};

use crate::{Role, User};

/// Write: each role with its users, by two statements or fewer (README, step 5).
pub fn roles_with_users(conn: &Connection) -> Result<Vec<(Role, Vec<User>)>> {
    todo!("step 5: all roles with their users, through {conn:?}")
}
