//! Databases, as step files use them.

use crate::spy;
use rusqlite::{Connection, Result};
use std::path::Path;
use std::time::Duration;

/// Opens a database for a step file's own use: its statements are not traced, it has foreign keys as
/// in stock SQLite, and never waits for a lock that the student has left.
pub fn open(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    spy::is_graders(&connection)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
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
    use crate::spy::tests::alone;

    #[test]
    fn a_plan_does_not_depend_on_the_names_of_indexes() {
        let _alone = alone();
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
