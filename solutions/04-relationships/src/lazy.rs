//! Step 5: `lazy`.

use rusqlite::{Connection, Result};

use crate::{Role, User};

/// Each role with its users, both in the order of their ids, by one statement.
///
/// SQLAlchemy's `lazy='joined'`. Its `'selectin'` needs two statements; its default needs one
/// for the roles and one more for each role, which nobody notices while there are three.
///
/// # Errors
///
/// SQLite's.
pub fn roles_with_users(conn: &Connection) -> Result<Vec<(Role, Vec<User>)>> {
    // LEFT: a role without users has a row too, in which the columns of `users` are NULL. The
    // rows of one role must be neighbours for the grouping below.
    let mut statement = conn.prepare(
        "SELECT users.id, username, email, role_id, roles.id AS of_role, name
         FROM roles LEFT JOIN users ON users.role_id = roles.id
         ORDER BY roles.id, users.id",
    )?;
    let mut rows = statement.query([])?;
    let mut list: Vec<(Role, Vec<User>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get("of_role")?;
        if list.last().is_none_or(|(role, _)| role.id != id) {
            let name = row.get("name")?;
            list.push((Role { id, name }, Vec::new()));
        }
        if row.get::<_, Option<i64>>("id")?.is_some()
            && let Some((_, users)) = list.last_mut()
        {
            users.push(User::from_row(row)?);
        }
    }
    Ok(list)
}
