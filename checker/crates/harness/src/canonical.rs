//! The canonical text of a schema: the same for every way of writing the same
//! thing. Names of constraints and indexes, the order of columns and of tables,
//! and the spelling of types and of names (`Users` is `users`) do not show.
//!
//! ```text
//! table users
//!   id             INTEGER  key rowid
//!   email          TEXT     required unique(nocase)
//!   password_hash  TEXT     optional
//!   fk role_id -> roles(id) on delete refuse
//!   lookup (user_id, timestamp)
//! ```
//!
//! CHECK and DEFAULT are not in it: they are probed by rows.
//!
//! A step may omit what it does not judge: `actions` (no `on delete …`), `lookups`
//! (no `lookup …`) and `case` (`unique` instead of `unique(nocase)`).

use course::lesson::Omit;
use std::fmt::Write;

/// A table, as SQLite's pragmas tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name, in lower case, as all names here.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes, with those that SQLite made for constraints, without the one
    /// of the primary key.
    pub indexes: Vec<Index>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as it was declared.
    pub declared: String,
    /// Whether it is NOT NULL.
    pub required: bool,
    /// Its part in the primary key.
    pub key: Key,
}

/// A column's part in the primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// None.
    No,
    /// It is the rowid under another name: INTEGER PRIMARY KEY.
    Rowid,
    /// It is in a primary key that is not the rowid, at this place from 1.
    Part(u32),
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// Columns here.
    pub from: Vec<String>,
    /// The other table.
    pub table: String,
    /// Columns there. A missing name means the primary key.
    pub to: Vec<Option<String>>,
    /// What SQLite calls the action, such as `SET NULL`.
    pub on_delete: String,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name, which a student or SQLite chose.
    pub name: String,
    /// What is indexed, in order.
    pub terms: Vec<Term>,
    /// Whether it is UNIQUE.
    pub unique: bool,
    /// Whether it has a WHERE.
    pub partial: bool,
}

/// One of the things that an index orders by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// A column's name, or an expression.
    pub name: String,
    /// Whether upper and lower case are the same to it: NOCASE, or `lower(…)`.
    pub nocase: bool,
}

/// Writes the canonical text of all tables, without the parts to `omit`.
pub fn render(tables: &[Table], omit: &[Omit]) -> String {
    let mut tables: Vec<&Table> = tables.iter().collect();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    let parts: Vec<String> = tables
        .into_iter()
        .map(|table| render_table(table, omit))
        .collect();
    parts.join("\n")
}

fn render_table(table: &Table, omit: &[Omit]) -> String {
    let mut columns: Vec<&Column> = table.columns.iter().collect();
    // The key first, then by name.
    columns.sort_by_key(|column| (column.key == Key::No, &column.name));
    let width = columns
        .iter()
        .map(|column| column.name.len())
        .max()
        .unwrap_or(0);
    let mut lines = Vec::new();
    for column in columns {
        let kind = affinity(&column.declared);
        let words = words(table, column, omit);
        lines.push(format!("{:width$}  {kind:7}  {words}", column.name));
    }
    let mut others: Vec<String> = table
        .foreign_keys
        .iter()
        .map(|key| render_foreign_key(key, omit))
        .collect();
    others.extend(
        table
            .indexes
            .iter()
            .filter_map(|index| render_index(table, index, omit)),
    );
    others.sort();
    others.dedup();
    lines.extend(others);
    lines
        .iter()
        .fold(format!("table {}", table.name), |mut text, line| {
            let _ = write!(text, "\n  {}", line.trim_end());
            text
        })
}

/// What is said of a column behind its type.
fn words(table: &Table, column: &Column, omit: &[Omit]) -> String {
    // A rowid is never NULL, whether that is said or not.
    let presence = match column.key {
        Key::Rowid => return "key rowid".to_owned(),
        Key::Part(place) => {
            return format!(
                "key {place}{}",
                if column.required { " required" } else { "" }
            );
        }
        Key::No if column.required => "required",
        Key::No => "optional",
    };
    let unique = table.indexes.iter().filter(|index| is_unique_column(index));
    let unique: Vec<&Term> = unique
        .map(|index| &index.terms[0])
        .filter(|term| term.name == column.name)
        .collect();
    let case = !omit.contains(&Omit::Case);
    match unique.iter().any(|term| term.nocase && case) {
        true => format!("{presence} unique(nocase)"),
        false if unique.is_empty() => presence.to_owned(),
        false => format!("{presence} unique"),
    }
}

fn is_unique_column(index: &Index) -> bool {
    index.unique && !index.partial && index.terms.len() == 1
}

fn render_foreign_key(key: &ForeignKey, omit: &[Omit]) -> String {
    let to: Vec<&str> = key
        .to
        .iter()
        .map(|name| name.as_deref().unwrap_or("id"))
        .collect();
    // Both refuse to delete a row that is referred to; they differ in when.
    let action = match key.on_delete.as_str() {
        _ if omit.contains(&Omit::Actions) => String::new(),
        "RESTRICT" | "NO ACTION" => " on delete refuse".to_owned(),
        other => format!(" on delete {}", other.to_lowercase()),
    };
    format!(
        "fk {} -> {}({}){action}",
        key.from.join(", "),
        key.table,
        to.join(", ")
    )
}

/// A unique index of one column stands at the column. A plain index on the same
/// columns as a unique one adds nothing. With the key in it, UNIQUE is no rule:
/// no two rows share their key.
fn render_index(table: &Table, index: &Index, omit: &[Omit]) -> Option<String> {
    let case = !omit.contains(&Omit::Case);
    let names = |index: &Index| {
        let names = index.terms.iter().map(|term| {
            let nocase = if term.nocase && case { " nocase" } else { "" };
            format!("{}{nocase}", term.name)
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let partial = if index.partial { " partial" } else { "" };
    let covered = |other: &Index| other.unique && !other.partial && names(other) == names(index);
    let is_rowid = |column: &&Column| column.key == Key::Rowid;
    let key = table.columns.iter().find(is_rowid);
    let has_key = key.is_some_and(|key| index.terms.iter().any(|term| term.name == key.name));
    match index.unique && !has_key {
        _ if is_unique_column(index) => None,
        true => Some(format!("unique{partial} ({})", names(index))),
        false if omit.contains(&Omit::Lookups) => None,
        false if !has_key && !index.partial && table.indexes.iter().any(covered) => None,
        false => Some(format!("lookup{partial} ({})", names(index))),
    }
}

/// The affinity of a declared type (sqlite.org/datatype3.html, section 3.1). A
/// time is text: SQLite stores what `CURRENT_TIMESTAMP` gives, whatever the
/// column is called.
fn affinity(declared: &str) -> &'static str {
    let declared = declared.to_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    if has(&["INT"]) {
        "INTEGER"
    } else if has(&["CHAR", "CLOB", "TEXT", "DATE", "TIME"]) {
        "TEXT"
    } else if declared.is_empty() || has(&["BLOB"]) {
        "BLOB"
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        "REAL"
    } else {
        "NUMERIC"
    }
}
