use rusqlite::Connection;

use crate::User;

pub fn get_user(conn: &Connection, id: i64) -> rusqlite::Result<Option<User>> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(Some(User {
        id,
        username: "susan".into(),
        email: "susan@example.com".into(),
        password_hash: None,
    }))
}
