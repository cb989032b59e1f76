//! Step 7: the timeline.

use rusqlite::{Connection, Result};

use crate::Post;

/// The index for `timeline`: sorted by user, and the posts of one user by time.
///
/// SQLite puts the rowid behind the columns of each index, so ties are sorted by `id` already.
/// `timestamp DESC` would spoil that: read backwards, the ids would count upwards.
pub const TIMELINE_INDEX: &str =
    "CREATE INDEX IF NOT EXISTS ix_posts_user_id_timestamp ON posts (user_id, timestamp);";

/// The newest posts of a user, at most `limit`, each with the name of its author.
///
/// # Errors
///
/// SQLite's.
pub fn timeline(conn: &Connection, user_id: i64, limit: u32) -> Result<Vec<(Post, String)>> {
    // The id makes the order the same each time, also for posts of the same second. With the index
    // SQLite reads `limit` rows from its end and stops: no sorting, no row too many.
    let mut statement = conn.prepare(
        "SELECT posts.id, body, timestamp, user_id, username
         FROM posts JOIN users ON users.id = posts.user_id
         WHERE posts.user_id = ?1
         ORDER BY timestamp DESC, posts.id DESC
         LIMIT ?2",
    )?;
    statement
        .query_map((user_id, limit), |row| {
            Ok((Post::from_row(row)?, row.get("username")?))
        })?
        .collect()
}
