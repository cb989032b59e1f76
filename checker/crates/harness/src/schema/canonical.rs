//! The canonical text of a schema, which is the same for every way of writing the same thing. It
//! does not show the names of constraints and indexes, the order of columns and tables, and the
//! spelling of types and names (`Users` is `users`).
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
//! CHECK and DEFAULT are not in it: steps probe those with rows.
//!
//! A step can leave out what it does not judge: `actions` (no `on delete …`), `lookups` (no
//! `lookup …`) and `case` (`unique` instead of `unique(nocase)`).

use crate::schema::table::{Column, ColumnKey, ForeignKey, Index, Table, Term};
use course::lesson::Omit;
use std::fmt::Write;

/// The canonical text of some tables, without the parts to `omit`.
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
    columns.sort_by_key(|column| (column.key == ColumnKey::No, &column.name));
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

/// The words after the type of a column.
fn words(table: &Table, column: &Column, omit: &[Omit]) -> String {
    // A rowid is never NULL, with or without NOT NULL.
    let presence = match column.key {
        ColumnKey::Rowid => return "key rowid".to_owned(),
        ColumnKey::Part(place) => {
            return format!(
                "key {place}{}",
                if column.required { " required" } else { "" }
            );
        }
        ColumnKey::No if column.required => "required",
        ColumnKey::No => "optional",
    };
    let unique: Vec<&Term> = table
        .indexes
        .iter()
        .filter(|index| is_unique_column(column, index))
        .map(|index| &index.terms[0])
        .collect();
    let case = !omit.contains(&Omit::Case);
    match unique.iter().any(|term| term.nocase && case) {
        true => format!("{presence} unique(nocase)"),
        false if unique.is_empty() => presence.to_owned(),
        false => format!("{presence} unique"),
    }
}

fn is_unique_column(column: &Column, index: &Index) -> bool {
    let is_whole = index.unique && !index.partial;
    is_whole && matches!(&index.terms[..], [term] if term.name == column.name)
}

fn render_foreign_key(key: &ForeignKey, omit: &[Omit]) -> String {
    let to: Vec<&str> = key
        .to
        .iter()
        .map(|name| name.as_deref().unwrap_or("id"))
        .collect();
    // Both refuse to delete a row that is referred to, only at different times.
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

/// A unique index on one column is shown with the column. A plain index on the same columns as a
/// unique one adds nothing. UNIQUE enforces nothing if the key is among the columns: no two rows
/// share their key.
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
    let is_rowid = |column: &&Column| column.key == ColumnKey::Rowid;
    let key = table.columns.iter().find(is_rowid);
    let has_key = key.is_some_and(|key| index.terms.iter().any(|term| term.name == key.name));
    // The only term may be an expression.
    let mut columns = table.columns.iter();
    let is_shown = columns.any(|column| is_unique_column(column, index));
    match index.unique && !has_key {
        _ if is_shown => None,
        true => Some(format!("unique{partial} ({})", names(index))),
        false if omit.contains(&Omit::Lookups) => None,
        false if !has_key && !index.partial && table.indexes.iter().any(covered) => None,
        false => Some(format!("lookup{partial} ({})", names(index))),
    }
}

/// The affinity of a declared type (sqlite.org/datatype3.html, section 3.1), except that times
/// are text: that is what `CURRENT_TIMESTAMP` stores, whatever the declared type.
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
