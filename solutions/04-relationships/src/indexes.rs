//! Step 6: the index nobody made for you.

use rusqlite::{Connection, Result};

/// Makes an index for each foreign key of the microblog, if it is not there yet.
///
/// SQLite makes indexes for keys and for UNIQUE, not for foreign keys. Without these, it reads
/// all posts each time a user is deleted: to find those that refer to the user.
///
/// # Errors
///
/// SQLite's, if a table is missing.
pub fn create_indexes(conn: &Connection) -> Result<()> {
    // Not UNIQUE: many posts have one user. The column of the foreign key comes first, because an
    // index is sorted by its first column, as a telephone book is by the family name.
    conn.execute_batch(
        "CREATE INDEX IF NOT EXISTS ix_users_role_id ON users (role_id);
         CREATE INDEX IF NOT EXISTS ix_posts_user_id ON posts (user_id);
         CREATE INDEX IF NOT EXISTS ix_contacts_user_id ON contacts (user_id);",
    )
}
