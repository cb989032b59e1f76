//! Step 2: `String(64)` means 64.

/// The table `users` with limits: 1 to 64 characters for a name, 3 to 120 for an address.
///
/// SQLite reads `VARCHAR(64)` and forgets the number. `length` of a text counts characters, as
/// the limit is meant; Rust's `len` and SQLite's `octet_length` count bytes. A `CHECK` of NULL is
/// NULL, and that counts as passed, so `NOT NULL` has to stay.
pub fn ddl() -> &'static str {
    "CREATE TABLE IF NOT EXISTS users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 64),
        email TEXT NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 120),
        password_hash TEXT
    )"
}
