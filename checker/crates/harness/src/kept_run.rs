//! What the last run of a step left to look into.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::SystemTime;

/// What was kept of the last run of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// The folder below which the kept databases lie.
    pub files: PathBuf,
    /// When the run ended.
    pub when: SystemTime,
    /// What was kept.
    pub kept: Kept,
}

/// What was kept, as the file beside the databases says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The databases, by name.
    pub databases: Vec<KeptDatabase>,
    /// Databases that were not kept.
    pub left_out: Vec<LeftOut>,
    /// The statements that SQLite began, without the values bound to them.
    pub statements: Vec<Statement>,
}

/// A database that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDatabase {
    /// Its path from the step's scratch folder, such as `work/app.db`.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// A database that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its path, made fit to be read.
    pub name: String,
    /// Why it was not.
    pub why: String,
}

/// A statement, made fit to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The observation during which it began; empty between two.
    pub observation: String,
    /// The name of its database; empty if that was in memory.
    pub database: String,
    /// What SQLite was given.
    pub sql: String,
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

/// A value, made fit to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// NULL.
    Null,
    /// An integer or a real number.
    Number(String),
    /// Text, on one line. What is not UTF-8 in it shows as `\xff`.
    Text(String),
    /// Bytes: the first of them in hexadecimal, and how many there are.
    Blob(String, usize),
}

impl Cell {
    /// The value in words.
    pub fn text(&self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Number(number) => number.clone(),
            // Else nobody could tell it from no value.
            Self::Text(text) if text == "NULL" => "'NULL'".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Blob(start, bytes) => format!("x'{start}' ({bytes} bytes)"),
        }
    }
}
