use rusqlite::Connection;

use crate::Book;

pub fn save_book(conn: &Connection, book: &Book) -> rusqlite::Result<i64> {
    conn.query_row("SELECT 1", [], |_| Ok(()))?;
    let _ = book.clone();
    Ok(conn.last_insert_rowid())
}
