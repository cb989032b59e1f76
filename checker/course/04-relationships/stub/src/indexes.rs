//! Step 6: the index nobody made for you.

use rusqlite::{Connection, Result};

/// Write: an index for each foreign key of the microblog (README, step 6).
pub fn create_indexes(conn: &Connection) -> Result<()> {
    todo!("step 6: make the indexes through {conn:?}")
}
