//! The tables of a database that a step left, as values.

use crate::schema::Table;
use course::document::harmless;
use std::fmt::{self, Write};

/// The tables of a database and some of their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// The tables, by name.
    pub tables: Vec<TableContents>,
    /// How many tables are left out.
    pub more: usize,
    /// Why some of it could not be read, if so.
    pub problem: Option<String>,
}

/// A table and some of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableContents {
    /// The table.
    pub table: Table,
    /// How many rows it has, if they could be counted.
    pub count: Option<i64>,
    /// Its first rows.
    pub rows: Grid,
    /// What else its schema says.
    pub notes: Vec<Note>,
}

/// What a schema says of a table beyond its columns, keys and indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A value of another type is refused.
    Strict,
    /// Its rows are in the index of its primary key.
    WithoutRowid,
    /// How the texts of a column are compared, where that is not usual.
    Collation {
        /// The column.
        column: String,
        /// Such as `NOCASE`.
        name: String,
    },
    /// All that stands before the body of a trigger.
    Trigger(String),
}

/// One line.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Strict => f.write_str("STRICT"),
            Self::WithoutRowid => f.write_str("WITHOUT ROWID"),
            Self::Collation { column, name } => {
                write!(f, "{} COLLATE {}", harmless(column), harmless(name))
            }
            Self::Trigger(head) => f.write_str(head),
        }
    }
}

impl Contents {
    /// The tables alone.
    pub fn schema(&self) -> Vec<Table> {
        let tables = self.tables.iter();
        tables.map(|contents| contents.table.clone()).collect()
    }
}

/// Rows of a table or of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<Cell>>,
    /// Whether there are more rows than these.
    pub more: bool,
}

/// A value, on one line and without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// NULL.
    Null,
    /// An integer or a real number.
    Number(String),
    /// Text. Bytes that are not UTF-8 are shown as `\xff`.
    Text(String),
    /// Bytes: the first few or all in hexadecimal, and how many they are.
    Blob(String, usize),
}

impl Cell {
    /// The value as text.
    pub fn text(&self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Number(number) => number.clone(),
            // Without quotes, it would look like no value.
            Self::Text(text) if text == "NULL" => "'NULL'".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Blob(start, 1) => format!("x'{start}' (1 byte)"),
            Self::Blob(start, bytes) => format!("x'{start}' ({bytes} bytes)"),
        }
    }
}

/// The most characters of a text that are shown of a table.
const TEXT: usize = 200;

/// The most bytes of a blob that are shown of a table.
const BYTES: usize = 8;

/// How much of a value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// So much that a table with it can be looked at.
    Start,
    /// All of it.
    Whole,
}

/// The cell of a text, which may be not UTF-8.
pub(super) fn text_cell(bytes: &[u8], part: Part) -> Cell {
    let limit = match part {
        Part::Start => TEXT,
        Part::Whole => usize::MAX,
    };
    let mut text = String::new();
    // A character has at most four bytes.
    let start = &bytes[..bytes.len().min(limit.saturating_mul(4))];
    for chunk in start.utf8_chunks() {
        text.extend(chunk.valid().chars().map(on_one_line));
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    if text.chars().count() > limit || start.len() < bytes.len() {
        text = text.chars().take(limit).chain(['…']).collect();
    }
    Cell::Text(harmless(&with_visible_end(text)))
}

/// Nobody sees a blank at the end of a value, and to SQLite it is a letter like others.
fn with_visible_end(mut text: String) -> String {
    let end = text.split_off(text.trim_end().len());
    for blank in end.chars() {
        match blank {
            ' ' => text.push('␠'),
            other => text.extend(other.escape_unicode()),
        }
    }
    text
}

fn on_one_line(c: char) -> char {
    match c {
        '\n' => '↵',
        // Part of a line end.
        '\r' => '␍',
        '\t' => '⇥',
        c => c,
    }
}

/// The cell of a blob.
pub(super) fn blob_cell(bytes: &[u8], part: Part) -> Cell {
    let shown = match part {
        Part::Start => &bytes[..bytes.len().min(BYTES)],
        Part::Whole => bytes,
    };
    let mut hex = String::with_capacity(2 * shown.len());
    for byte in shown {
        let _ = write!(hex, "{byte:02x}");
    }
    if shown.len() < bytes.len() {
        hex.push('…');
    }
    Cell::Blob(hex, bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_harmless_line() {
        let text = |bytes: &[u8]| text_cell(bytes, Part::Start).text();
        assert_eq!(text("Grüße".as_bytes()), "Grüße");
        assert_eq!(text(b"a\xffb"), "a\\xffb");
        assert_eq!(text(b"one\r\ntwo\tthree"), "one␍↵two⇥three");
        assert_eq!(text(b"\x1b[2J\0"), "\\u{1b}[2J\\u{0}");
        assert_eq!(text(b"NULL"), "'NULL'");
        assert_eq!(Cell::Null.text(), "NULL");
        assert_eq!(text("é".repeat(9000).as_bytes()).chars().count(), TEXT + 1);
        assert_eq!(text("é".repeat(TEXT).as_bytes()).chars().count(), TEXT);
        assert_eq!(text(" zoe \u{a0} ".as_bytes()), " zoe␠\\u{a0}␠");
        let whole = "é".repeat(90_000);
        assert_eq!(text_cell(whole.as_bytes(), Part::Whole).text(), whole);
    }

    #[test]
    fn a_blob_shows_its_beginning_and_its_length() {
        assert_eq!(blob_cell(&[], Part::Start).text(), "x'' (0 bytes)");
        assert_eq!(blob_cell(&[255], Part::Start).text(), "x'ff' (1 byte)");
        assert_eq!(
            blob_cell(&[0, 255], Part::Start).text(),
            "x'00ff' (2 bytes)"
        );
        assert_eq!(
            blob_cell(&[7; 100], Part::Start).text(),
            "x'0707070707070707…' (100 bytes)"
        );
        let whole = blob_cell(&[7; 12], Part::Whole).text();
        assert_eq!(whole, "x'070707070707070707070707' (12 bytes)");
    }
}
