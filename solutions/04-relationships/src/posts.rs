//! Step 1: posts belong to users.

use rusqlite::{Connection, Result};

use crate::{NewPost, Post};

/// The table `posts`: the many side of "one user, many posts", so the foreign key stands here.
///
/// `REFERENCES` is a rule, `user_id INTEGER` alone would only be a number. `NOT NULL` is a rule of
/// its own: a foreign key lets NULL pass. SQLite does not count the 140 of a `VARCHAR(140)`,
/// so a CHECK does.
pub const POSTS_DDL: &str = "
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL CHECK (length(body) <= 140),
        timestamp TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
    );
";

/// Stores a post and returns the row that it became.
///
/// The timestamp is left out, so that the column's default is the one place that knows how a
/// time is written. Texts sort by their characters: two formats in one column do not sort by time.
///
/// # Errors
///
/// SQLite's, if there is no such user or the body is too long.
pub fn add_post(conn: &Connection, new: &NewPost) -> Result<Post> {
    // RETURNING also brings what the database has filled in: the id and the time.
    conn.query_one(
        "INSERT INTO posts (body, user_id) VALUES (?1, ?2) RETURNING *",
        (&new.body, new.user_id),
        Post::from_row,
    )
}
