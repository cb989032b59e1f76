//! Reads a database that was kept of a run. A program that nobody trusts made it, and it may not
//! be a database at all.

use crate::inspection::last_run::{LastRun, Statement};
use crate::inspection::store;
use crate::inspection::tables::{
    Cell, Contents, Grid, Note, Part, TableContents, blob_cell, text_cell,
};
use crate::schema::{self, SchemaError, Table, render};
use crate::scratch::Scratch;
use crate::untrusted_database;
use course::document::harmless;
use course::lesson::Omit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::c_int;
use std::time::Duration;

/// How long all queries on one database may take together.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most bytes of values that are shown at once: with what is made of them, they take several
/// times as much memory.
const ANSWER: usize = 64 * 1024 * 1024;

/// The most tables that are shown.
const TABLES: usize = 40;

/// A copy of a kept database, open for reading. It is deleted when this is dropped.
pub struct OpenDatabase {
    connection: Connection,
    _copy: Scratch,
}

/// Opens a kept database. An error is a sentence that says why it cannot be read.
pub fn open(run: &LastRun, name: &str) -> Result<OpenDatabase, String> {
    let copy = Scratch::new().map_err(|error| error.to_string())?;
    let path = store::copy(run, name, &copy.work())
        .map_err(|error| format!("it cannot be copied: {error}"))?;
    let connection = untrusted_database::open(&path, PATIENCE).map_err(|error| in_words(&error))?;
    Ok(OpenDatabase {
        connection,
        _copy: copy,
    })
}

impl OpenDatabase {
    /// All tables, with up to `rows` rows of each.
    pub fn contents(&self, rows: usize) -> Contents {
        let tables = match schema::read_with_history(&self.connection) {
            Ok(tables) => tables,
            Err(error) => {
                return Contents {
                    problem: Some(why(&error)),
                    ..Contents::default()
                };
            }
        };
        let more = tables.len().saturating_sub(TABLES);
        let mut contents = Contents {
            more,
            ..Contents::default()
        };
        for table in tables.into_iter().take(TABLES) {
            let name = quoted(&table.name);
            let seen = self.grid(&format!("SELECT * FROM {name}"), rows, Part::Start);
            let count = self.count(&name).ok();
            if let Err(problem) = &seen {
                let problem = format!("{}: {problem}", harmless(&table.name));
                contents.problem.get_or_insert(problem);
            }
            contents.tables.push(TableContents {
                notes: self.notes(&table).unwrap_or_default(),
                table,
                count,
                rows: seen.unwrap_or_default(),
            });
        }
        contents
    }

    /// What the schema says of a table beyond its columns, keys and indexes.
    fn notes(&self, table: &Table) -> rusqlite::Result<Vec<Note>> {
        let kind = "SELECT strict, wr FROM pragma_table_list
            WHERE schema = 'main' AND lower(name) = ?1";
        let (strict, without_rowid): (bool, bool) =
            self.connection
                .query_row(kind, [&table.name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut notes = Vec::new();
        notes.extend(strict.then_some(Note::Strict));
        notes.extend(without_rowid.then_some(Note::WithoutRowid));
        for column in &table.columns {
            let (_, collation, ..) =
                self.connection
                    .column_metadata(None, &*table.name, &*column.name)?;
            let collation = collation.map(|name| name.to_string_lossy().to_uppercase());
            if let Some(collation) = collation.filter(|name| name != "BINARY") {
                notes.push(Note::Collation {
                    column: column.name.clone(),
                    name: collation,
                });
            }
        }
        let triggers = "SELECT name, sql FROM sqlite_schema
            WHERE type = 'trigger' AND lower(tbl_name) = ?1 ORDER BY name";
        let mut triggers = self.connection.prepare(triggers)?;
        let triggers = triggers.query_map([&table.name], |row| {
            Ok(trigger_note(
                &row.get::<_, String>(0)?,
                &row.get::<_, String>(1)?,
            ))
        })?;
        for trigger in triggers {
            notes.push(trigger?);
        }
        Ok(notes)
    }

    fn count(&self, name: &str) -> rusqlite::Result<i64> {
        let sql = format!("SELECT count(*) FROM {name}");
        self.connection.query_row(&sql, [], |row| row.get(0))
    }

    /// The canonical text of these tables, or of all tables if none is named.
    pub fn canonical(&self, only: &[String], omit: &[Omit]) -> Result<String, String> {
        let mut tables = schema::read(&self.connection).map_err(|error| why(&error))?;
        tables.retain(|table| only.is_empty() || only.contains(&table.name));
        Ok(harmless(&render(&tables, omit)))
    }

    /// The result of a query that a person typed, up to `rows` rows, with values as long as they are.
    pub fn query(&self, sql: &str, rows: usize) -> Result<Grid, String> {
        self.grid(sql, rows, Part::Whole)
    }

    /// SQLite's query plan for a statement, if it has one: only statements that search have.
    pub fn plan(&self, sql: &str) -> Option<Vec<String>> {
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let mut statement = self.connection.prepare(&sql).ok()?;
        let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
        let lines = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
            row.get::<_, String>("detail")
        });
        let lines: Vec<String> = lines.ok()?.filter_map(Result::ok).collect();
        let lines: Vec<String> = lines.iter().map(|line| harmless(line)).collect();
        (!lines.is_empty()).then_some(lines)
    }

    /// The plans of those statements that ran on the database called `name`, by their texts.
    pub fn plans(&self, statements: &[Statement], name: &str) -> BTreeMap<String, Vec<String>> {
        let own = statements.iter().filter(|own| own.kept_as() == name);
        let texts: BTreeSet<&String> = own.map(|own| &own.sql).collect();
        let plans = texts
            .into_iter()
            .filter_map(|sql| Some((sql.clone(), self.plan(sql)?)));
        plans.collect()
    }

    fn grid(&self, sql: &str, limit: usize, part: Part) -> Result<Grid, String> {
        let in_words = |error: rusqlite::Error| in_words(&error);
        let mut statement = self.connection.prepare(sql).map_err(in_words)?;
        let columns: Vec<String> = statement.column_names().map(one_line).collect();
        let mut grid = Grid {
            columns,
            ..Grid::default()
        };
        let mut room = ANSWER;
        let mut rows = statement.query([]).map_err(in_words)?;
        while let Some(row) = rows.next().map_err(in_words)? {
            if grid.rows.len() == limit {
                grid.more = true;
                break;
            }
            let mut cells = Vec::with_capacity(grid.columns.len());
            for column in 0..grid.columns.len() {
                let value = row.get_ref(column).map_err(in_words)?;
                room = room.checked_sub(length(value, part)).ok_or_else(too_long)?;
                cells.push(cell(value, part));
            }
            grid.rows.push(cells);
        }
        Ok(grid)
    }
}

fn cell(value: ValueRef<'_>, part: Part) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Number(number.to_string()),
        ValueRef::Real(number) => Cell::Number(format!("{number:?}")),
        ValueRef::Text(text) => text_cell(text, part),
        ValueRef::Blob(bytes) => blob_cell(bytes, part),
    }
}

/// How many bytes there are to show, about.
fn length(value: ValueRef<'_>, part: Part) -> usize {
    match (value, part) {
        (ValueRef::Text(text), Part::Whole) => text.len(),
        // In hexadecimal.
        (ValueRef::Blob(bytes), Part::Whole) => 2 * bytes.len(),
        _ => 0,
    }
}

fn too_long() -> String {
    let limit = ANSWER / 1024 / 1024;
    format!("its values have more than {limit} MiB; ask for less, or open a copy with --open")
}

/// Such as `trigger noted AFTER UPDATE OF username ON users`: all that stands before its body.
fn trigger_note(name: &str, sql: &str) -> Note {
    let is_start = |word: &&str| {
        let starts = ["BEFORE", "AFTER", "INSTEAD", "DELETE", "INSERT", "UPDATE"];
        starts.iter().any(|start| word.eq_ignore_ascii_case(start))
    };
    let mut words = sql.split_whitespace().skip_while(|word| !is_start(word));
    let head: Vec<&str> = words
        .by_ref()
        .take_while(|word| !word.eq_ignore_ascii_case("BEGIN"))
        .collect();
    Note::Trigger(one_line(&format!("trigger {name} {}", head.join(" "))))
}

fn one_line(text: &str) -> String {
    text_cell(text.as_bytes(), Part::Start).text()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Why a schema cannot be read, as a sentence.
fn why(error: &SchemaError) -> String {
    match error {
        SchemaError::Sqlite(error) => in_words(error),
        SchemaError::Shadowed(_) => harmless(&error.to_string()),
    }
}

/// The error as a sentence: SQLite's message, or what it means here.
fn in_words(error: &rusqlite::Error) -> String {
    /// `SQLITE_READONLY_ROLLBACK`: there is a journal that only a writer can roll back.
    const ROLLBACK: c_int = 776;
    if let Some(code) = error.sqlite_error() {
        if code.code == ErrorCode::OperationInterrupted {
            return format!("it took longer than {} seconds", PATIENCE.as_secs());
        }
        if [ErrorCode::OutOfMemory, ErrorCode::TooBig].contains(&code.code) {
            return format!(
                "it needs more than the {} MiB of memory that there are for it; ask for less",
                untrusted_database::MEMORY / 1024 / 1024
            );
        }
        if code.extended_code == ROLLBACK {
            return "its last transaction was cut off in the middle; sqlite3 rolls it back \
                when you open it with --open"
                .to_owned();
        }
        if code.code == ErrorCode::ReadOnly {
            return "this is read-only; --open gives you a copy that you can change".to_owned();
        }
        if code.code == ErrorCode::AuthorizationForStatementDenied {
            return "only queries are allowed; --open gives you a copy that you can change"
                .to_owned();
        }
        if code.code == ErrorCode::ApiMisuse {
            return "there is no query in it".to_owned();
        }
    }
    harmless(&error.to_string())
}

#[cfg(test)]
mod tests;
