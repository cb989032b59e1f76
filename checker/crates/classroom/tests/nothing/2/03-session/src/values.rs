use rusqlite::Connection;

use crate::{Post, User};

pub fn find_by_username(conn: &Connection, username: &str) -> rusqlite::Result<Option<User>> {
    Err(rusqlite::Error::QueryReturnedNoRows)
}

pub fn search_posts(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Post>> {
    Ok(vec![Post {
        id: 0,
        body: String::new(),
        user_id: 0,
    }])
}
