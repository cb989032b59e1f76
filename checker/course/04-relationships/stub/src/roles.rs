//! Step 3: role and user.

use rusqlite::{Connection, Result};

use crate::{NewUser, Role, User};

/// Write: the SQL that makes the table `roles` (README, step 3).
pub const ROLES_DDL: &str = "";

/// Write: the SQL that makes the table `users`, whose role is one of `roles` (README, step 3).
pub const USERS_DDL: &str = "";

/// Write: store `new` and return the row that it became (README, step 3).
pub fn add_user(conn: &Connection, new: &NewUser) -> Result<User> {
    todo!("step 3: store {new:?} through {conn:?}")
}

/// Write: the users who have this role, in the order of their ids (README, step 3).
pub fn users_of(conn: &Connection, role_id: i64) -> Result<Vec<User>> {
    todo!("step 3: the users of role {role_id}, through {conn:?}")
}

/// Write: the role that `user` has (README, step 3).
pub fn role_of(conn: &Connection, user: &User) -> Result<Role> {
    todo!("step 3: the role of {user:?}, through {conn:?}")
}
