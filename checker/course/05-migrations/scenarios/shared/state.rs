//! What schema and history say of a migration.

use scenario::open;
use std::path::Path;

/// What schema and history say of a version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Absent,
    Applied,
    NotRecorded,
    NotApplied,
    Half,
    Twice,
}

impl State {
    pub fn of(file: &Path, version: i32) -> Self {
        let Ok(db) = open(file) else {
            return Self::Half;
        };
        let number =
            |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap_or_default() };
        let table = ["users", "posts", "books", "roles"]
            .get(usize::try_from(version - 1).unwrap_or(9))
            .unwrap_or(&"?");
        let made = number(&format!(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"
        )) == 1;
        let recorded = number(&format!(
            "SELECT count(*) FROM refinery_schema_history WHERE version = {version}"
        )) == 1;
        let rows = number("SELECT count(*) FROM books");
        match (made, recorded) {
            (true, _) if version == 3 && rows == 0 => Self::Half,
            (true, _) if version == 3 && rows > 1 => Self::Twice,
            (true, true) => Self::Applied,
            (true, false) => Self::NotRecorded,
            (false, true) => Self::NotApplied,
            (false, false) => Self::Absent,
        }
    }

    pub fn told(self, version: i32) -> String {
        let words = match self {
            Self::Absent => "no trace",
            Self::Applied => "applied, and in the history",
            Self::NotRecorded => "applied, but not in the history",
            Self::NotApplied => "in the history, but not applied",
            Self::Half => "half of it is there",
            Self::Twice => "applied twice",
        };
        format!("V{version}: {words}")
    }
}
