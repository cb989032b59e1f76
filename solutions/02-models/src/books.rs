//! Step 6: books, whose ids never come back.

use rusqlite::{Connection, Result};

/// The statement that makes the table `books`.
///
/// Without `AUTOINCREMENT` SQLite takes the highest id and adds 1, so that the id of a deleted
/// book can come back. With it SQLite writes the highest id that ever was into a table of its
/// own, `sqlite_sequence`, which costs a write per row.
pub fn ddl() -> &'static str {
    "CREATE TABLE IF NOT EXISTS books (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        descrption TEXT
    )"
}

/// Stores a book and returns the id that SQLite gave it.
///
/// # Errors
///
/// That of SQLite.
pub fn add(conn: &Connection, title: &str, descrption: Option<&str>) -> Result<i64> {
    // The id is left out. Who counts by hand counts twice when two programs write.
    conn.query_one(
        "INSERT INTO books (title, descrption) VALUES (?1, ?2) RETURNING id",
        (title, descrption),
        |row| row.get(0),
    )
}
