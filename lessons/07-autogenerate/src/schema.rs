//! Given: the words in which this lesson speaks of a schema.

/// All tables of a database, in any order.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The tables: not SQLite's own, not refinery's history, no views.
    pub tables: Vec<Table>,
}

/// A table.
///
/// It has no `==` on purpose. Two tables can mean the same and be written differently; which
/// differences count is for `diff` to say.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name, as it was written.
    pub name: String,
    /// Its columns, generated ones too, in any order.
    pub columns: Vec<Column>,
    /// Its indexes, in any order: those of CREATE INDEX, and those that SQLite made for UNIQUE.
    /// Not the one of the primary key: `Column::key` tells of that.
    pub indexes: Vec<Index>,
    /// Its foreign keys, in any order.
    pub foreign_keys: Vec<ForeignKey>,
    /// The text of its CREATE TABLE, as `sqlite_schema` keeps it. It is for writing migrations:
    /// only the text knows of CHECK. It is not for comparing.
    pub sql: String,
    /// The texts of its triggers, as `sqlite_schema` keeps them, in any order. They go when a
    /// table is dropped, so whoever builds a table anew needs them.
    pub triggers: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, as it was written.
    pub name: String,
    /// Its type, such as `VARCHAR(64)`. Empty if it has none.
    pub declared: String,
    /// Whether it is NOT NULL.
    pub required: bool,
    /// The SQL of its DEFAULT: `'x'` with the quotes, `CURRENT_TIMESTAMP`, `1`.
    pub default: Option<String>,
    /// How it compares texts: `BINARY` unless it says otherwise, such as `NOCASE`.
    pub collation: String,
    /// Its place in the primary key, from 1; 0 if it is not in it.
    pub key: u32,
    /// Whether it is AUTOINCREMENT.
    pub autoincrement: bool,
    /// Whether its value is computed.
    pub generated: Generated,
}

/// Whether the value of a column is computed from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    /// No, it is written.
    No,
    /// When it is read.
    Virtual,
    /// When the row is written.
    Stored,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name; `None` if SQLite made it for a UNIQUE in the table. Such an index cannot be
    /// dropped.
    pub name: Option<String>,
    /// Whether it keeps two rows from being equal.
    pub unique: bool,
    /// What it is sorted by, in order.
    pub terms: Vec<Term>,
    /// The condition behind WHERE, in the form of [`crate::text::index_parts`].
    pub filter: Option<String>,
    /// The text of its CREATE INDEX; `None` where the name is.
    pub sql: Option<String>,
}

/// One of the things that an index is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The name of a column; or an expression, in the form of [`crate::text::index_parts`].
    pub what: String,
    /// How texts are compared, such as `BINARY`.
    pub collation: String,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns here, in order.
    pub columns: Vec<String>,
    /// The other table.
    pub table: String,
    /// The columns there, in the same order. `REFERENCES roles` names none: then this may be
    /// empty, or hold what it means, the primary key of `roles`.
    pub references: Vec<String>,
    /// What happens here when a row there is deleted: `NO ACTION`, `CASCADE` and so on.
    pub on_delete: String,
    /// What happens here when a key there is changed.
    pub on_update: String,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        let mut tables = self.tables.iter();
        tables.find(|table| same_name(&table.name, name))
    }
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let mut columns = self.columns.iter();
        columns.find(|column| same_name(&column.name, name))
    }

    /// Whether a column is the rowid under another name: `INTEGER PRIMARY KEY`, alone.
    pub fn is_rowid(&self, column: &Column) -> bool {
        let is_integer = same_name(column.declared.trim(), "INTEGER");
        let keys = self.columns.iter().filter(|column| column.key > 0);
        column.key == 1 && is_integer && keys.count() == 1
    }
}

/// Whether two names are one to SQLite, for which `Users` is `users`.
pub fn same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
