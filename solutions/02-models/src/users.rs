//! Step 1: the users table.

/// The statement that makes the table `users`.
///
/// `INTEGER PRIMARY KEY`, in exactly these words, is the rowid under another name: SQLite counts
/// it up by itself and it is never NULL. `INT PRIMARY KEY` is an ordinary column that is unique,
/// and in SQLite an ordinary key may be NULL, more than once.
///
/// `UNIQUE` is an index too, so looking for a name is a search and needs no second index.
pub fn ddl() -> &'static str {
    "CREATE TABLE IF NOT EXISTS users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL UNIQUE,
        password_hash TEXT
    )"
}
