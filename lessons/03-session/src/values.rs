//! Step 2: the value never enters the SQL.

use rusqlite::Connection;

use crate::{Post, User};

/// Write: the user with exactly this name (README, step 2).
pub fn find_by_username(conn: &Connection, username: &str) -> rusqlite::Result<Option<User>> {
    todo!("step 2: look for {username:?} in {conn:?}")
}

/// Write: the posts that contain `text`, in the order of their ids (README, step 2).
pub fn search_posts(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Post>> {
    todo!("step 2: look for posts with {text:?} in {conn:?}")
}
