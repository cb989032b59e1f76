//! Step 1: posts belong to users.

use rusqlite::{Connection, Result};

use crate::{NewPost, Post};

/// Write: the SQL that makes the table `posts` (README, step 1).
pub const POSTS_DDL: &str = "";

/// Write: store `new` and return the row that it became (README, step 1).
pub fn add_post(conn: &Connection, new: &NewPost) -> Result<Post> {
    todo!("step 1: store {new:?} through {conn:?}")
}
