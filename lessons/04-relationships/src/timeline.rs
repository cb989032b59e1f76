//! Step 7: the timeline.

use rusqlite::{Connection, Result};

use crate::Post;

/// Write: the SQL that makes the index for `timeline` (README, step 7).
pub const TIMELINE_INDEX: &str = "";

/// Write: a user's newest posts and the author's name (README, step 7).
pub fn timeline(conn: &Connection, user_id: i64, limit: u32) -> Result<Vec<(Post, String)>> {
    todo!("step 7: the {limit} newest posts of user {user_id}, through {conn:?}")
}
