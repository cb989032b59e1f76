//! Given: a model, before any database has seen it.

/// A table and its columns, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDef {
    /// The table's name, such as `books`.
    pub name: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The column's name, such as `title`.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether each row must have a value (`nullable=False`).
    pub required: bool,
    /// Whether no two rows may have the same value (`unique=True`).
    pub unique: bool,
    /// The table and the column that it points to (`ForeignKey('users.id')`).
    pub references: Option<(String, String)>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The primary key, a number that the database gives (`primary_key=True`).
    Id,
    /// A whole number.
    Integer,
    /// A text; `String(64)` of the notes is `String(Some(64))`, a bare `String` is
    /// `String(None)`.
    String(Option<u32>),
    /// A date and a time of day, in UTC.
    Time,
    /// Bytes, such as a picture.
    Bytes,
}

impl TableDef {
    /// A table without columns.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            columns: Vec::new(),
        }
    }

    /// The table with one column more.
    #[must_use]
    pub fn with(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }
}

impl Column {
    /// A column that may be empty, of any value, and that points nowhere.
    #[must_use]
    pub fn new(name: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            required: false,
            unique: false,
            references: None,
        }
    }

    /// The same, but required.
    #[must_use]
    pub fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// The same, but unique.
    #[must_use]
    pub fn unique(self) -> Self {
        Self {
            unique: true,
            ..self
        }
    }

    /// The same, pointing to a column of a table.
    #[must_use]
    pub fn references(self, table: &str, column: &str) -> Self {
        Self {
            references: Some((table.to_owned(), column.to_owned())),
            ..self
        }
    }
}
