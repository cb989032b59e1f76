//! From the tables of a schema to a diagram.

use crate::diagram::layout::layout;
use crate::diagram::model::{BoxRow, ColumnFlag, Diagram, Edge, TableBox};
use crate::words::plural;
use course::document::harmless;
use harness::inspection::{Contents, Note};
use harness::schema::{Column, ColumnKey, ForeignKey, Index, Table};
use std::collections::BTreeSet;

/// At most so many columns of a table are shown.
const ROWS: usize = 14;

/// At most so many tables are shown.
const BOXES: usize = 24;

impl Diagram {
    /// The diagram of some tables.
    pub fn of(tables: &[Table]) -> Self {
        Self::with_rows(tables, ROWS)
    }

    /// The diagram of some tables, with what their schemas say besides: the kinds of tables, their
    /// triggers, and how texts are compared.
    pub fn of_contents(contents: &Contents) -> Self {
        let mut diagram = Self::of(&contents.schema());
        for table in &contents.tables {
            let name = plain(&table.table.name);
            let found = diagram.boxes.iter_mut().find(|found| found.name == name);
            if let Some(found) = found {
                mark(found, &table.notes);
            }
        }
        diagram
    }

    /// The same in at most so many columns and lines, if that is possible: large tables
    /// show fewer of their columns.
    pub fn fitting(tables: &[Table], width: usize, height: usize) -> Self {
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
        let index_of = |name: &str| shown.iter().position(|other| other.name == name);
        let is_gone = |name: &str| !tables.iter().any(|other| other.name == name);
        let end = |index: usize| End {
            index,
            table: shown[index],
        };
        let keys = (0..shown.len()).flat_map(|from| {
            let keys = shown[from].foreign_keys.iter();
            keys.map(move |key| (end(from), key))
        });
        for (from, key) in keys {
            if let Some(to) = index_of(&key.table) {
                diagram.edges.push(edge(key, from, end(to)));
            } else if is_gone(&key.table) {
                diagram.dangling.push(dangling(from.table, key));
            }
        }
        diagram
    }
}

/// Tables by name, but each after those that it refers to. Of tables that refer to each
/// other in a circle, the first by name comes first.
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
    let is_important =
        |column: &&Column| column.key != ColumnKey::No || is_foreign(table, &column.name);
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
        marks: Vec::new(),
    }
}

fn mark(table: &mut TableBox, notes: &[Note]) {
    let mut triggers = 0;
    for note in notes {
        match note {
            Note::Trigger(_) => triggers += 1,
            Note::Collation { column, name } => {
                let rows = table.rows.iter_mut();
                for row in rows.filter(|row| row.name == plain(column)) {
                    row.kind = [&*row.kind, &plain(name)].join(" ");
                }
            }
            kind => table.marks.push(kind.to_string()),
        }
    }
    if triggers > 0 {
        table.marks.push(plural(triggers, "trigger"));
    }
}

fn box_row(table: &Table, column: &Column) -> BoxRow {
    let only = |index: &&Index| {
        index.unique
            && !index.partial
            && index.terms.len() == 1
            && index.terms[0].name == column.name
    };
    let is_primary = column.key != ColumnKey::No;
    let is = |flag: &ColumnFlag| match flag {
        ColumnFlag::Primary => is_primary,
        ColumnFlag::Foreign => is_foreign(table, &column.name),
        ColumnFlag::Unique => !is_primary && table.indexes.iter().any(|index| only(&index)),
        ColumnFlag::Optional => !is_primary && !column.required,
    };
    BoxRow {
        name: plain(&column.name),
        kind: plain(&column.declared),
        flags: ColumnFlag::ALL.into_iter().filter(is).collect(),
    }
}

fn is_foreign(table: &Table, column: &str) -> bool {
    let mut keys = table.foreign_keys.iter();
    keys.any(|key| key.from.iter().any(|name| name == column))
}

/// A table at one end of a foreign key.
#[derive(Clone, Copy)]
struct End<'t> {
    /// Its index among those that are shown.
    index: usize,
    table: &'t Table,
}

fn edge(key: &ForeignKey, from: End<'_>, to: End<'_>) -> Edge {
    let (table, parent) = (from.table, to.table);
    let mut names: Vec<&str> = key.from.iter().map(String::as_str).collect();
    names.sort_unstable();
    let column = |name: &String| table.columns.iter().find(|column| column.name == *name);
    let columns: Vec<&Column> = key.from.iter().filter_map(column).collect();
    let is_whole_key = {
        let keys = table
            .columns
            .iter()
            .filter(|column| column.key != ColumnKey::No);
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
    let own_key = parent
        .columns
        .iter()
        .filter(|column| column.key != ColumnKey::No);
    let own_key: Vec<&str> = own_key.map(|column| column.name.as_str()).collect();
    let to_columns = key.to.iter().enumerate().map(|(index, name)| {
        let name = name.as_deref().or_else(|| own_key.get(index).copied());
        plain(name.unwrap_or("?"))
    });
    Edge {
        from: from.index,
        from_columns: key.from.iter().map(|name| plain(name)).collect(),
        to: to.index,
        to_columns: to_columns.collect(),
        one_to_one: is_whole_key || table.indexes.iter().any(is_unique),
        optional: columns
            .iter()
            .any(|column| !column.required && column.key == ColumnKey::No),
        on_delete: match key.on_delete.as_str() {
            "NO ACTION" | "RESTRICT" => String::new(),
            other => plain(&other.to_lowercase()),
        },
    }
}

/// A name on one line, without control characters.
fn plain(name: &str) -> String {
    harmless(&name.replace(['\n', '\r'], "↵"))
}

#[cfg(test)]
mod tests;
