use rusqlite::{Connection, Result};

use crate::Post;

pub const TIMELINE_INDEX: &str = "SELECT 1;";

pub fn timeline(conn: &Connection, user_id: i64, limit: u32) -> Result<Vec<(Post, String)>> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    let post = Post {
        user_id,
        ..Post {
            id: 1,
            body: "Hello".into(),
            timestamp: "2026-11-30 12:00:00".into(),
            user_id: 1,
        }
    };
    Ok(vec![(post, "susan".into()); limit.min(2000) as usize])
}
