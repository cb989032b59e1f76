//! Step 2: `user.posts` and `post.author`.

use rusqlite::{Connection, Result};

use crate::{Post, User};

/// The one side. There is no list of posts in a user: the posts know whose they are.
impl User {
    /// This user's posts, the newest first; an empty list if there is none.
    ///
    /// # Errors
    ///
    /// SQLite's.
    pub fn posts(&self, conn: &Connection) -> Result<Vec<Post>> {
        // WHERE chooses before the rows cross over to Rust; a filter in Rust would read the
        // posts of everybody.
        let mut statement = conn.prepare(
            "SELECT id, body, timestamp, user_id FROM posts
             WHERE user_id = ?1 ORDER BY timestamp DESC, id DESC",
        )?;
        statement.query_map([self.id], Post::from_row)?.collect()
    }
}

/// The many side: what SQLAlchemy's `backref` puts there.
impl Post {
    /// The user who wrote this post.
    ///
    /// # Errors
    ///
    /// SQLite's; [`rusqlite::Error::QueryReturnedNoRows`] if the user is gone.
    pub fn author(&self, conn: &Connection) -> Result<User> {
        // `user_id`, not `id`: that is the key of the post.
        conn.query_row(
            "SELECT id, username, email, role_id FROM users WHERE id = ?1",
            [self.user_id],
            User::from_row,
        )
    }
}
