//! Step 2: the value never enters the SQL.

use rusqlite::{Connection, OptionalExtension};

use crate::{Post, User};

/// Finds the user with exactly this name.
///
/// The text of the statement is the same for every name; the name travels beside it. So there is
/// nothing to escape, and nothing that could be taken for SQL.
///
/// # Errors
///
/// SQLite's.
pub fn find_by_username(conn: &Connection, username: &str) -> rusqlite::Result<Option<User>> {
    conn.query_row(
        "SELECT id, username, email, password_hash FROM users WHERE username = ?1",
        [username],
        User::from_row,
    )
    .optional()
}

/// Finds the posts that contain `text`, in the order of their ids.
///
/// # Errors
///
/// SQLite's.
pub fn search_posts(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Post>> {
    // A parameter keeps a value out of SQL, not out of LIKE: there % and _ have a meaning of
    // their own. `instr` knows no special characters at all.
    let mut statement =
        conn.prepare("SELECT id, body, user_id FROM posts WHERE instr(body, ?1) > 0 ORDER BY id")?;
    let posts = statement.query_map([text], Post::from_row)?;
    posts.collect()
}
