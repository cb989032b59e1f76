//! Step 3: role and user.

use rusqlite::{Connection, Result};

use crate::{NewUser, Role, User};

/// The table `roles`: the one side of "one role, many users".
pub const ROLES_DDL: &str = "
    CREATE TABLE roles (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
";

/// The table `users`: the many side, so the foreign key stands here.
///
/// It holds the role's id, not its name. A name stands in one row of one table; whoever renames
/// a role renames it for everybody.
pub const USERS_DDL: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL UNIQUE,
        role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE RESTRICT
    );
";

/// Stores a user and returns the row.
///
/// # Errors
///
/// SQLite's, if the name or the e-mail is taken or there is no role of that name.
pub fn add_user(conn: &Connection, new: &NewUser) -> Result<User> {
    // The role is looked up in the INSERT itself. If there is none, the subquery is NULL, and
    // NOT NULL refuses the row: no check of our own that might forget a case.
    conn.query_one(
        "INSERT INTO users (username, email, role_id)
         VALUES (?1, ?2, (SELECT id FROM roles WHERE name = ?3)) RETURNING *",
        (&new.username, &new.email, &new.role),
        User::from_row,
    )
}

/// The users who have this role, in the order of their ids.
///
/// # Errors
///
/// SQLite's.
pub fn users_of(conn: &Connection, role_id: i64) -> Result<Vec<User>> {
    let mut statement = conn.prepare("SELECT * FROM users WHERE role_id = ?1 ORDER BY id")?;
    statement.query_map([role_id], User::from_row)?.collect()
}

/// The role of a user.
///
/// # Errors
///
/// SQLite's; [`rusqlite::Error::QueryReturnedNoRows`] if the role is gone.
pub fn role_of(conn: &Connection, user: &User) -> Result<Role> {
    conn.query_row(
        "SELECT id, name FROM roles WHERE id = ?1",
        [user.role_id],
        Role::from_row,
    )
}
