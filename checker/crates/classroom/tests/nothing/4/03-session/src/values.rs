use rusqlite::Connection;

use crate::{Post, User};

pub fn find_by_username(conn: &Connection, username: &str) -> rusqlite::Result<Option<User>> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(Some(User {
        id: 1,
        username: username.into(),
        email: format!("{username}@example.com"),
        password_hash: None,
    }))
}

pub fn search_posts(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Post>> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(vec![Post {
        id: 1,
        body: text.into(),
        user_id: 1,
    }])
}
