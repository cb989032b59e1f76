//! A schema as boxes and the foreign keys between them. Nothing has a position yet.

/// A schema to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagram {
    /// The tables. Where possible, one that is referred to comes before those that refer
    /// to it.
    pub boxes: Vec<TableBox>,
    /// The foreign keys between them.
    pub edges: Vec<Edge>,
    /// Foreign keys to tables that do not exist, in words.
    pub dangling: Vec<String>,
    /// How many more tables there are.
    pub more: usize,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableBox {
    /// Its name.
    pub name: String,
    /// Its columns, or the more important ones.
    pub rows: Vec<BoxRow>,
    /// How many more columns there are.
    pub more: usize,
    /// What else there is to say of it, such as `STRICT`.
    pub marks: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxRow {
    /// Its name.
    pub name: String,
    /// Its type, as it was declared.
    pub kind: String,
    /// What else there is to say of it.
    pub flags: Vec<ColumnFlag>,
}

/// A fact about a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnFlag {
    /// It is in the primary key.
    Primary,
    /// It is in a foreign key.
    Foreign,
    /// No two rows may have the same value.
    Unique,
    /// It may be NULL.
    Optional,
}

impl ColumnFlag {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Primary, Self::Foreign, Self::Unique, Self::Optional];

    /// What stands for it in a drawing.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Primary => "PK",
            Self::Foreign => "FK",
            Self::Unique => "UQ",
            Self::Optional => "?",
        }
    }

    /// What the sign means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Primary => "primary key",
            Self::Foreign => "foreign key",
            Self::Unique => "unique",
            Self::Optional => "may be NULL",
        }
    }
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The table that refers, by its index in [`Diagram::boxes`].
    pub from: usize,
    /// Its columns.
    pub from_columns: Vec<String>,
    /// The table that is referred to.
    pub to: usize,
    /// Its columns.
    pub to_columns: Vec<String>,
    /// Whether at most one row refers to another.
    pub one_to_one: bool,
    /// Whether a row may refer to none.
    pub optional: bool,
    /// What deleting the other row does, such as `cascade`; empty if it is refused.
    pub on_delete: String,
}

impl TableBox {
    /// Its name and its marks.
    pub fn title(&self) -> String {
        let marks = self.marks.iter().map(String::as_str);
        let words: Vec<&str> = [&*self.name].into_iter().chain(marks).collect();
        words.join(" · ")
    }
}

impl BoxRow {
    /// Its flags in one word, such as `FK ?`.
    pub fn signs(&self) -> String {
        let signs = self.flags.iter().map(|flag| flag.sign());
        signs.collect::<Vec<_>>().join(" ")
    }
}

impl Diagram {
    /// What the flags in it mean: `PK primary key · ? may be NULL`.
    pub fn legend(&self) -> String {
        let rows = || self.boxes.iter().flat_map(|table| &table.rows);
        let is_used = |flag: &ColumnFlag| rows().any(|row| row.flags.contains(flag));
        let used = ColumnFlag::ALL.into_iter().filter(is_used);
        let words = used.map(|flag| format!("{} {}", flag.sign(), flag.meaning()));
        words.collect::<Vec<_>>().join(" · ")
    }

    /// A foreign key in words: `posts.user_id → users.id, on delete cascade`.
    pub fn sentence(&self, edge: &Edge) -> String {
        let end = |table: usize, columns: &[String]| match columns {
            [column] => format!("{}.{column}", self.boxes[table].name),
            columns => format!("{}.({})", self.boxes[table].name, columns.join(", ")),
        };
        let from = end(edge.from, &edge.from_columns);
        let to = end(edge.to, &edge.to_columns);
        let one = if edge.one_to_one { ", one to one" } else { "" };
        match edge.on_delete.as_str() {
            "" => format!("{from} → {to}{one}"),
            action => format!("{from} → {to}{one}, on delete {action}"),
        }
    }
}
