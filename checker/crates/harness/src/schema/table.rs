//! Tables as values.

/// A table, as SQLite's pragmas describe it. All names are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes, including those that SQLite made for constraints, but not the one of the
    /// primary key.
    pub indexes: Vec<Index>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its declared type.
    pub declared: String,
    /// Whether it is NOT NULL.
    pub required: bool,
    /// Its part in the primary key.
    pub key: ColumnKey,
}

/// A column's part in the primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKey {
    /// None.
    No,
    /// It is an alias of the rowid: INTEGER PRIMARY KEY.
    Rowid,
    /// It is in a primary key that is not the rowid, at this position from 1.
    Part(u32),
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns of this table.
    pub from: Vec<String>,
    /// The table that it refers to.
    pub table: String,
    /// The columns of that table. A missing name means the primary key.
    pub to: Vec<Option<String>>,
    /// The action in SQLite's words, such as `SET NULL`.
    pub on_delete: String,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name, chosen by the student or by SQLite.
    pub name: String,
    /// What it indexes, in order.
    pub terms: Vec<Term>,
    /// Whether it is UNIQUE.
    pub unique: bool,
    /// Whether it has a WHERE clause.
    pub partial: bool,
}

/// One of the things by which an index is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// A column's name, or an expression.
    pub name: String,
    /// Whether it ignores case: by NOCASE, or by `lower(…)`.
    pub nocase: bool,
}
