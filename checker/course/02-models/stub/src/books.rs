//! Step 6: books, whose ids never come back.

use rusqlite::{Connection, Result};

/// Write: the statement that makes the table `books` (README, step 6).
pub fn ddl() -> &'static str {
    todo!("step 6: CREATE TABLE books …")
}

/// Write: store a book and return its id (README, step 6).
pub fn add(conn: &Connection, title: &str, descrption: Option<&str>) -> Result<i64> {
    todo!("step 6: store {title:?} and {descrption:?} with {conn:?}")
}
