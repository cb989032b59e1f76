//! Step 7: save or update.

use rusqlite::Connection;

use crate::Book;

/// Write: store a book, or update the one of the same title (README, step 7).
pub fn save_book(conn: &Connection, book: &Book) -> rusqlite::Result<i64> {
    todo!("step 7: save {book:?} in {conn:?}")
}
