//! A schema as boxes and lines between them, without a place yet.

pub mod layout;

use course::document::harmless;
use harness::schema::{Column, ForeignKey, Index, Key, Table};
use layout::layout;
use std::collections::BTreeSet;

/// Columns of a table that are shown at most.
const ROWS: usize = 14;

/// Tables that are shown at most.
const BOXES: usize = 24;

/// A schema to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagram {
    /// The tables; one that is referred to comes before those that refer to it,
    /// where that is possible.
    pub boxes: Vec<TableBox>,
    /// The foreign keys between them.
    pub edges: Vec<Edge>,
    /// Foreign keys to tables that are not there, in words.
    pub dangling: Vec<String>,
    /// So many tables more are not shown.
    pub more: usize,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableBox {
    /// Its name.
    pub name: String,
    /// Its columns, or the more important ones.
    pub rows: Vec<BoxRow>,
    /// So many columns more are not shown.
    pub more: usize,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxRow {
    /// Its name.
    pub name: String,
    /// Its type, as it was declared.
    pub kind: String,
    /// What else is to be said of it.
    pub marks: Vec<Mark>,
}

/// What is said of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is in the primary key.
    Primary,
    /// It is in a foreign key.
    Foreign,
    /// No two rows may have the same value.
    Unique,
    /// It may be NULL.
    Optional,
}

impl Mark {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Primary, Self::Foreign, Self::Unique, Self::Optional];

    /// How it is told in a drawing.
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
    /// The table that refers, as a place in [`Diagram::boxes`].
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
    /// What deleting the other row does, such as `cascade`; empty if it refuses.
    pub on_delete: String,
}

impl BoxRow {
    /// Its marks in one word, such as `FK ?`.
    pub fn signs(&self) -> String {
        let signs = self.marks.iter().map(|mark| mark.sign());
        signs.collect::<Vec<_>>().join(" ")
    }
}

impl Diagram {
    /// The diagram of some tables.
    pub fn of(tables: &[Table]) -> Self {
        Self::with_rows(tables, ROWS)
    }

    /// The same in so much room, if that can be: large tables show fewer columns.
    pub fn fitting(tables: &[Table], (width, height): (usize, usize)) -> Self {
        let mut all = (1..=ROWS).rev().map(|rows| Self::with_rows(tables, rows));
        all.find(|diagram| layout(diagram, width).height <= height)
            .unwrap_or_else(|| Self::of(tables))
    }

    /// With so many columns of a table at most.
    fn with_rows(tables: &[Table], rows: usize) -> Self {
        let shown = parents_first(tables);
        let more = shown.len().saturating_sub(BOXES);
        let shown = &shown[..shown.len() - more];
        let mut diagram = Self {
            boxes: shown.iter().map(|table| table_box(table, rows)).collect(),
            more,
            ..Self::default()
        };
        let place = |name: &str| shown.iter().position(|other| other.name == name);
        let is_gone = |name: &str| !tables.iter().any(|other| other.name == name);
        let keys = shown.iter().enumerate().flat_map(|(from, table)| {
            let keys = table.foreign_keys.iter();
            keys.map(move |key| (from, *table, key))
        });
        for (from, table, key) in keys {
            if let Some(to) = place(&key.table) {
                diagram
                    .edges
                    .push(edge((from, table), key, (to, shown[to])));
            } else if is_gone(&key.table) {
                diagram.dangling.push(dangling(table, key));
            }
        }
        diagram
    }

    /// What the marks that are in it mean: `PK primary key · ? may be NULL`.
    pub fn legend(&self) -> String {
        let rows = || self.boxes.iter().flat_map(|table| &table.rows);
        let is_used = |mark: &Mark| rows().any(|row| row.marks.contains(mark));
        let used = Mark::ALL.into_iter().filter(is_used);
        let words = used.map(|mark| format!("{} {}", mark.sign(), mark.meaning()));
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

/// Tables by name, but those that are referred to before those that refer to
/// them. Of tables in a circle the first by name comes first.
fn parents_first(tables: &[Table]) -> Vec<&Table> {
    let mut waiting: Vec<&Table> = tables.iter().collect();
    waiting.sort_by(|a, b| a.name.cmp(&b.name));
    let mut ordered: Vec<&Table> = Vec::with_capacity(waiting.len());
    let mut left: BTreeSet<&str> = waiting.iter().map(|table| table.name.as_str()).collect();
    while !waiting.is_empty() {
        let is_free = |table: &&Table| {
            let parents = table.foreign_keys.iter().map(|key| key.table.as_str());
            let mut others = parents.filter(|parent| *parent != table.name);
            !others.any(|parent| left.contains(parent))
        };
        let next = waiting.iter().position(is_free).unwrap_or(0);
        let table = waiting.remove(next);
        left.remove(table.name.as_str());
        ordered.push(table);
    }
    ordered
}

fn dangling(table: &Table, key: &ForeignKey) -> String {
    format!(
        "{}.{} → {}, which does not exist",
        plain(&table.name),
        plain(&key.from.join(", ")),
        plain(&key.table)
    )
}

fn table_box(table: &Table, rows: usize) -> TableBox {
    let is_important = |column: &&Column| column.key != Key::No || is_foreign(table, &column.name);
    let spare = rows.saturating_sub(table.columns.iter().filter(is_important).count());
    let mut ordinary = 0;
    let shown = table.columns.iter().filter(|column| {
        let important = is_important(column);
        ordinary += usize::from(!important);
        important || ordinary <= spare
    });
    let shown = shown.map(|column| box_row(table, column));
    let rows: Vec<BoxRow> = shown.take(ROWS).collect();
    TableBox {
        name: plain(&table.name),
        more: table.columns.len() - rows.len(),
        rows,
    }
}

fn box_row(table: &Table, column: &Column) -> BoxRow {
    let only = |index: &&Index| {
        index.unique
            && !index.partial
            && index.terms.len() == 1
            && index.terms[0].name == column.name
    };
    let is_primary = column.key != Key::No;
    let is = |mark: &Mark| match mark {
        Mark::Primary => is_primary,
        Mark::Foreign => is_foreign(table, &column.name),
        Mark::Unique => !is_primary && table.indexes.iter().any(|index| only(&index)),
        Mark::Optional => !is_primary && !column.required,
    };
    BoxRow {
        name: plain(&column.name),
        kind: plain(&column.declared),
        marks: Mark::ALL.into_iter().filter(is).collect(),
    }
}

fn is_foreign(table: &Table, column: &str) -> bool {
    let mut keys = table.foreign_keys.iter();
    keys.any(|key| key.from.iter().any(|name| name == column))
}

fn edge((from, table): (usize, &Table), key: &ForeignKey, (to, parent): (usize, &Table)) -> Edge {
    let mut names: Vec<&str> = key.from.iter().map(String::as_str).collect();
    names.sort_unstable();
    let column = |name: &String| table.columns.iter().find(|column| column.name == *name);
    let columns: Vec<&Column> = key.from.iter().filter_map(column).collect();
    let is_whole_key = {
        let keys = table.columns.iter().filter(|column| column.key != Key::No);
        let mut keys: Vec<&str> = keys.map(|column| column.name.as_str()).collect();
        keys.sort_unstable();
        keys == names
    };
    let is_unique = |index: &Index| {
        let mut terms: Vec<&str> = index.terms.iter().map(|term| term.name.as_str()).collect();
        terms.sort_unstable();
        index.unique && !index.partial && terms == names
    };
    // Without names, the primary key is meant.
    let own_key = parent.columns.iter().filter(|column| column.key != Key::No);
    let own_key: Vec<&str> = own_key.map(|column| column.name.as_str()).collect();
    let to_columns = key.to.iter().enumerate().map(|(place, name)| {
        let name = name.as_deref().or_else(|| own_key.get(place).copied());
        plain(name.unwrap_or("?"))
    });
    Edge {
        from,
        from_columns: key.from.iter().map(|name| plain(name)).collect(),
        to,
        to_columns: to_columns.collect(),
        one_to_one: is_whole_key || table.indexes.iter().any(is_unique),
        optional: columns
            .iter()
            .any(|column| !column.required && column.key == Key::No),
        on_delete: match key.on_delete.as_str() {
            "NO ACTION" | "RESTRICT" => String::new(),
            other => plain(&other.to_lowercase()),
        },
    }
}

/// A name as one harmless line.
fn plain(name: &str) -> String {
    harmless(&name.replace(['\n', '\r'], "↵"))
}

#[cfg(test)]
mod tests;
