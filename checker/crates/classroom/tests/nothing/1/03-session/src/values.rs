use rusqlite::Connection;

use crate::{Post, User};

pub fn find_by_username(conn: &Connection, username: &str) -> rusqlite::Result<Option<User>> {
    Ok(None)
}

pub fn search_posts(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Post>> {
    Ok(Vec::new())
}
