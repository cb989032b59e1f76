//! Step 2: `user.posts` and `post.author`.

use rusqlite::{Connection, Result};

use crate::{Post, User};

impl User {
    /// Write: this user's posts, the newest first (README, step 2).
    pub fn posts(&self, conn: &Connection) -> Result<Vec<Post>> {
        todo!("step 2: the posts of {self:?}, through {conn:?}")
    }
}

impl Post {
    /// Write: the user who wrote this post (README, step 2).
    pub fn author(&self, conn: &Connection) -> Result<User> {
        todo!("step 2: the author of {self:?}, through {conn:?}")
    }
}
