use rusqlite::{Connection, Result};

use crate::{NewPost, Post};

pub const POSTS_DDL: &str = "";

pub fn add_post(conn: &Connection, new: &NewPost) -> Result<Post> {
    Ok(Post {
        id: 0,
        body: String::new(),
        timestamp: String::new(),
        user_id: 0,
    })
}
