use rusqlite::{Connection, Result};

use crate::Post;

pub const TIMELINE_INDEX: &str = "-- nothing";

pub fn timeline(conn: &Connection, user_id: i64, limit: u32) -> Result<Vec<(Post, String)>> {
    Err(rusqlite::Error::QueryReturnedNoRows)
}
