//! Step 7: save or update.

use rusqlite::Connection;

use crate::Book;

/// Stores a book, or updates the one of the same title, and returns its id.
///
/// # Errors
///
/// SQLite's.
pub fn save_book(conn: &Connection, book: &Book) -> rusqlite::Result<i64> {
    // Not INSERT OR REPLACE: that deletes the old row, with everything that refers to it, and
    // gives the new one another id. `excluded` is the row that could not be inserted.
    conn.query_one(
        "INSERT INTO books (title, descrption) VALUES (?1, ?2)
         ON CONFLICT (title) DO UPDATE SET descrption = excluded.descrption
         RETURNING id",
        (&book.title, &book.descrption),
        |row| row.get("id"),
    )
}
