use rusqlite::{Connection, Result};

use crate::{NewPost, Post};

pub const POSTS_DDL: &str = "SELECT 1;";

pub fn add_post(conn: &Connection, new: &NewPost) -> Result<Post> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    Ok(Post {
        id: 1,
        body: new.body.clone(),
        timestamp: "2026-11-30 12:00:00".into(),
        user_id: new.user_id,
    })
}
