//! What is in a database that a step left.

use crate::canonical::Table;
use crate::kept_run::{Cell, Grid, Kept, KeptDatabase, Statement};
use course::lesson::{LookAt, Step};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The tables of a database and some of their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// The tables, by name.
    pub tables: Vec<TableContents>,
    /// So many tables more are not told of.
    pub more: usize,
    /// Why not all of it could be read, if so.
    pub problem: Option<String>,
}

/// A table and some of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableContents {
    /// The table.
    pub table: Table,
    /// How many rows it has, if that could be found out.
    pub count: Option<i64>,
    /// The first of its rows.
    pub rows: Grid,
}

impl Contents {
    /// The tables without their rows.
    pub fn schema(&self) -> Vec<Table> {
        let tables = self.tables.iter();
        tables.map(|contents| contents.table.clone()).collect()
    }
}

/// A statement that began several times in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated<'s> {
    /// The statement.
    pub statement: &'s Statement,
    /// How many times.
    pub times: usize,
}

/// Equal statements that follow one another become one. A query in a loop shows
/// as what it is: once, with how many times.
pub fn repeated(statements: &[Statement]) -> Vec<Repeated<'_>> {
    let groups = statements.chunk_by(|a, b| a == b);
    groups
        .map(|group| Repeated {
            statement: &group[0],
            times: group.len(),
        })
        .collect()
}

/// A statement that a run began once or many times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What SQLite was given, on one line.
    pub sql: String,
    /// How many times in all.
    pub times: usize,
    /// How SQLite runs it, if there is something to be said.
    pub plan: Vec<String>,
}

/// Each statement once, where it began for the first time, with its plan by its text.
pub fn asked<'s>(
    statements: impl Iterator<Item = &'s Statement>,
    plans: &BTreeMap<String, Vec<String>>,
) -> Vec<Asked> {
    let mut found: Vec<Asked> = Vec::new();
    for Statement { sql, .. } in statements {
        let plan = plans.get(sql).cloned().unwrap_or_default();
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        match found.iter_mut().find(|asked| asked.sql == sql) {
            Some(asked) => asked.times += 1,
            None => found.push(Asked {
                sql,
                times: 1,
                plan,
            }),
        }
    }
    found
}

/// The database to which a step's schema belongs: one that the step is graded by,
/// else the longest.
pub fn main_database<'k>(kept: &'k Kept, step: &Step) -> Option<&'k KeptDatabase> {
    let databases = &kept.databases;
    let looked_at = step.looks.iter().filter_map(|look| match &look.at {
        LookAt::Schema { database, .. } | LookAt::Rows { database, .. } => Some(database),
        LookAt::Files(_) | LookAt::Journal(_) => None,
    });
    let mut looked_at = looked_at.filter_map(|path| {
        databases
            .iter()
            .find(|known| Path::new(&known.name) == path)
    });
    let longest = || databases.iter().rev().max_by_key(|database| database.bytes);
    looked_at.next().or_else(longest)
}

/// Characters of a text that are shown at most.
const TEXT: usize = 200;

/// Bytes of a blob that are shown at most.
const BYTES: usize = 8;

/// A text of the database, which may be long and need not be UTF-8.
pub fn text_cell(bytes: &[u8]) -> Cell {
    let mut text = String::new();
    // A character has at most four bytes.
    let start = &bytes[..bytes.len().min(4 * TEXT)];
    for chunk in start.utf8_chunks() {
        text.extend(chunk.valid().chars().map(on_one_line));
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    if text.chars().count() > TEXT || start.len() < bytes.len() {
        text = text.chars().take(TEXT).chain(['…']).collect();
    }
    Cell::Text(course::document::harmless(&text))
}

fn on_one_line(c: char) -> char {
    match c {
        '\n' => '↵',
        // It is a part of the line's end.
        '\r' => '␍',
        '\t' => '⇥',
        c => c,
    }
}

/// Bytes of the database.
pub fn blob_cell(bytes: &[u8]) -> Cell {
    let mut hex = String::new();
    for byte in bytes.iter().take(BYTES) {
        let _ = write!(hex, "{byte:02x}");
    }
    if bytes.len() > BYTES {
        hex.push('…');
    }
    Cell::Blob(hex, bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_harmless_line() {
        let text = |bytes: &[u8]| text_cell(bytes).text();
        assert_eq!(text("Grüße".as_bytes()), "Grüße");
        assert_eq!(text(b"a\xffb"), "a\\xffb");
        assert_eq!(text(b"one\r\ntwo\tthree"), "one␍↵two⇥three");
        assert_eq!(text(b"\x1b[2J\0"), "\\u{1b}[2J\\u{0}");
        assert_eq!(text(b"NULL"), "'NULL'");
        assert_eq!(Cell::Null.text(), "NULL");
        assert_eq!(text("é".repeat(9000).as_bytes()).chars().count(), TEXT + 1);
        assert_eq!(text("é".repeat(TEXT).as_bytes()).chars().count(), TEXT);
    }

    #[test]
    fn a_blob_shows_its_beginning_and_its_length() {
        assert_eq!(blob_cell(&[]).text(), "x'' (0 bytes)");
        assert_eq!(blob_cell(&[0, 255]).text(), "x'00ff' (2 bytes)");
        assert_eq!(
            blob_cell(&[7; 100]).text(),
            "x'0707070707070707…' (100 bytes)"
        );
    }

    #[test]
    fn a_statement_is_told_once_with_its_plan() {
        let statement = |sql: &str| Statement {
            observation: String::new(),
            database: String::new(),
            sql: sql.to_owned(),
        };
        let statements = ["a\n  b", "c", "a\n  b"].map(statement);
        let plans = BTreeMap::from([("a\n  b".to_owned(), vec!["SCAN a".to_owned()])]);
        let asked = asked(statements.iter(), &plans);
        let seen: Vec<_> = asked
            .iter()
            .map(|a| (&*a.sql, a.times, a.plan.len()))
            .collect();
        assert_eq!(seen, [("a b", 2, 1), ("c", 1, 0)]);
    }

    #[test]
    fn a_query_in_a_loop_is_one_statement_and_a_count() {
        let statement = |sql: &str| Statement {
            observation: String::new(),
            database: String::new(),
            sql: sql.to_owned(),
        };
        let statements = ["a", "b", "b", "b", "a"].map(statement);
        let seen = repeated(&statements);
        let seen: Vec<_> = seen.iter().map(|r| (&*r.statement.sql, r.times)).collect();
        assert_eq!(seen, [("a", 1), ("b", 3), ("a", 1)]);
    }
}
