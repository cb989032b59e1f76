//! A diagram as an entity relationship diagram of Mermaid
//! (mermaid.js.org/syntax/entityRelationshipDiagram.html), which `GitHub` draws.

use crate::diagram::model::{BoxRow, ColumnFlag, Diagram, Edge};
use std::io::{self, Write};

/// Writes the diagram.
pub fn write(out: &mut dyn Write, diagram: &Diagram) -> io::Result<()> {
    writeln!(out, "erDiagram")?;
    for table in &diagram.boxes {
        writeln!(out, "    {} {{", quoted(&table.name))?;
        for row in &table.rows {
            writeln!(out, "        {}", attribute(row))?;
        }
        if table.more > 0 {
            writeln!(out, "        _ _ \"{} more\"", table.more)?;
        }
        writeln!(out, "    }}")?;
    }
    for edge in &diagram.edges {
        let label = quoted(&edge.from_columns.join(", "));
        writeln!(
            out,
            "    {} {} {} : {label}",
            quoted(&diagram.boxes[edge.to].name),
            cardinality(edge),
            quoted(&diagram.boxes[edge.from].name)
        )?;
    }
    Ok(())
}

/// From the table that is referred to, to the one that refers.
fn cardinality(edge: &Edge) -> String {
    let one = if edge.optional { "|o" } else { "||" };
    let many = if edge.one_to_one { "o|" } else { "o{" };
    format!("{one}--{many}")
}

fn attribute(row: &BoxRow) -> String {
    let kind = if row.kind.is_empty() {
        "ANY"
    } else {
        &row.kind
    };
    let keys = row.flags.iter().filter_map(|flag| match flag {
        ColumnFlag::Primary => Some("PK"),
        ColumnFlag::Foreign => Some("FK"),
        ColumnFlag::Unique => Some("UK"),
        ColumnFlag::Optional => None,
    });
    let keys = keys.collect::<Vec<_>>().join(", ");
    let mut text = format!("{} {}", word(kind), word(&row.name));
    if !keys.is_empty() {
        text = format!("{text} {keys}");
    }
    if row.flags.contains(&ColumnFlag::Optional) {
        text += " \"may be NULL\"";
    }
    text
}

/// A type or a name of a column: Mermaid reads letters, digits and a few marks,
/// and wants a letter first.
fn word(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-()".contains(c);
    let word: String = text
        .chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect();
    match word.chars().next() {
        Some(first) if first.is_ascii_alphabetic() || first == '_' => word,
        _ => format!("_{word}"),
    }
}

/// A name of a table, or a label, in quotes.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| {
        if c.is_control() || "\"%\\`".contains(c) {
            '_'
        } else {
            c
        }
    });
    format!("\"{}\"", escaped.collect::<String>())
}
