//! Databases, as step files use them.

use rusqlite::trace::TraceEventCodes;
use rusqlite::types::Value;
use rusqlite::{Connection, Result};
use std::path::Path;
use std::time::Duration;

/// Opens a database for a step file's own use: it is not traced, has foreign keys as in stock
/// SQLite, and never waits for a lock that the student has left.
pub fn open(path: &Path) -> Result<Connection> {
    let mut connection = Connection::open(path)?;
    connection.trace_v2(
        TraceEventCodes::empty(),
        None::<fn(rusqlite::trace::TraceEvent<'_>)>,
    )?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// What a function to which a connection is lent must not change: it is its owner's.
const SETTINGS: [&str; 10] = [
    "foreign_keys",
    "synchronous",
    "journal_mode",
    "locking_mode",
    "busy_timeout",
    "defer_foreign_keys",
    "ignore_check_constraints",
    "recursive_triggers",
    "writable_schema",
    "query_only",
];

/// The settings of a connection that are its owner's, such as `foreign_keys 1`, to be compared with
/// those of another moment. Each begins with the name of its pragma.
pub fn settings(connection: &Connection) -> Vec<String> {
    let one = |name: &&str| match setting(connection, name) {
        Ok(value) => format!("{name} {value}"),
        Err(error) => format!("{name}: {error}"),
    };
    SETTINGS.iter().map(one).collect()
}

/// What a pragma answers, a number or a word, as a text.
pub fn setting(connection: &Connection, pragma: &str) -> Result<String> {
    connection.pragma_query_value(None, pragma, |row| {
        Ok(match row.get(0)? {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        })
    })
}

/// Whether SQLite finds nothing wrong with a database: its pages, indexes and limits.
pub fn is_sound(path: &Path) -> bool {
    let check = "PRAGMA integrity_check(1)";
    let said = open(path).and_then(|db| db.query_row(check, [], |row| row.get::<_, String>(0)));
    said.is_ok_and(|said| said == "ok")
}

/// How SQLite would run a query: the lines of EXPLAIN QUERY PLAN. They do not contain the names of
/// indexes, which students choose, or whether an index is a covering one.
pub fn plan(connection: &Connection, sql: &str) -> Result<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    // The plan does not depend on the values.
    let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
    let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
        row.get::<_, String>("detail")
    })?;
    let lines: Vec<String> = rows
        .map(|row| row.map(|line| without_index_name(&line)))
        .collect::<Result<_>>()?;
    Ok(lines.join("\n"))
}

/// `SEARCH users USING INDEX ix_1 (email=?)` without `ix_1`.
fn without_index_name(line: &str) -> String {
    let line = line.replace("COVERING INDEX", "INDEX");
    let Some((before, after)) = line.split_once(" INDEX ") else {
        return line;
    };
    let terms = after.find(" (").map_or("", |at| &after[at..]);
    format!("{before} INDEX{terms}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_does_not_depend_on_the_names_of_indexes() {
        for (line, expected) in [
            ("SEARCH t USING INDEX a (x=?)", "SEARCH t USING INDEX (x=?)"),
            (
                "SEARCH t USING COVERING INDEX b (x=?)",
                "SEARCH t USING INDEX (x=?)",
            ),
            ("SCAN t USING COVERING INDEX b", "SCAN t USING INDEX"),
            (
                "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)",
                "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)",
            ),
            ("SCAN t", "SCAN t"),
        ] {
            assert_eq!(without_index_name(line), expected);
        }
    }
}
