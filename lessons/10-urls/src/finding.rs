//! Given: what SQLite understands and a server may not.

/// A construct that does not travel to each database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Construct {
    /// The word `AUTOINCREMENT`.
    Autoincrement,
    /// The statement `PRAGMA`.
    Pragma,
    /// The table option `STRICT`.
    Strict,
    /// The table option `WITHOUT ROWID`.
    WithoutRowid,
    /// `INSERT OR IGNORE`, `INSERT OR REPLACE` and the like.
    InsertOr,
    /// `COLLATE NOCASE`.
    CollateNocase,
    /// The function `strftime`.
    Strftime,
    /// The function `last_insert_rowid`.
    LastInsertRowid,
    /// The type `DATETIME`: PostgreSQL has none of that name.
    Datetime,
    /// The type `BLOB`: PostgreSQL calls it `BYTEA`.
    Blob,
    /// `ON CONFLICT`: MySQL calls it `ON DUPLICATE KEY`.
    OnConflict,
    /// `VARCHAR` without a length: MySQL wants one.
    VarcharWithoutLength,
}

/// A construct that the database of a migration will not understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What it is.
    pub construct: Construct,
}
