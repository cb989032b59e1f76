//! What stands in the history, and what refinery makes of it.

use super::files::migrations;
use super::{first_line, list, repo, rows};
use refinery::{Migration, Runner};
use rusqlite::{Connection, Result};
use scenario::open;
use std::path::Path;
use upgrade_downgrade::HISTORY;

/// The versions of the history, with what is odd about a row.
pub(crate) fn history(db: &Connection) -> Result<String> {
    if !db.table_exists(None, HISTORY)? {
        return Ok("none".to_owned());
    }
    let mut statement = db.prepare(
        "SELECT version, name, checksum, applied_on,
             abs(julianday(applied_on) - julianday('now')) * 24 * 12 < 1
         FROM refinery_schema_history ORDER BY version",
    )?;
    let known = migrations();
    let lines = statement.query_map([], |row| {
        let version: i32 = row.get(0)?;
        let text = |column| row.get::<_, String>(column).unwrap_or_default();
        let (name, checksum, time) = (text(1), text(2), text(3));
        let odd = match known
            .iter()
            .find(|migration| migration.version() == version)
        {
            None => " (which no file has)".to_owned(),
            Some(known) if known.name() != name => format!(" (called {name:?})"),
            Some(_) if checksum.parse::<u64>().is_err() => {
                " (its checksum is not a number)".to_owned()
            }
            Some(known) if known.checksum().to_string() != checksum => {
                " (another checksum)".to_owned()
            }
            Some(_) if !is_time(&time) => {
                format!(" (refinery cannot read a time such as {:?})", shape(&time))
            }
            Some(_) if !row.get(4)? => " (its time is not that of today's run)".to_owned(),
            Some(_) => String::new(),
        };
        Ok(format!("{version}{odd}"))
    })?;
    let lines: Vec<String> = lines.collect::<Result<_>>()?;
    Ok(if lines.is_empty() {
        "none".to_owned()
    } else {
        lines.join(", ")
    })
}

/// What a time looks like, the same on every day.
fn shape(time: &str) -> String {
    let digit = |c: char| if c.is_ascii_digit() { '0' } else { c };
    time.chars().take(40).map(digit).collect()
}

/// RFC 3339, such as `2026-11-21T06:53:46.5Z` or with `+00:00` at its end.
pub(crate) fn is_time(text: &str) -> bool {
    let pattern = "dddd-dd-ddTdd:dd:dd";
    let (Some(start), Some(end)) = (text.get(..pattern.len()), text.get(pattern.len()..)) else {
        return false;
    };
    let fits = start.chars().zip(pattern.chars()).all(|(c, p)| match p {
        'd' => c.is_ascii_digit(),
        p => c == p,
    });
    let zone = end.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    fits && (zone == "Z" || zone.len() == 6 && zone.starts_with(['+', '-']))
}

/// What refinery itself applies of a folder when it is asked for the newest version, as the program
/// would do it in production.
pub(crate) fn refinery_applies(file: &Path, dir: &Path) -> String {
    let mut db = open(file).expect("a database");
    let told = history(&db).unwrap_or_else(|error| error.to_string());
    if told.contains("a time such as") || told.contains("a number") {
        return "refinery cannot read the history".to_owned();
    }
    match Runner::new(repo(dir).migrations()).run(&mut db) {
        Ok(report) => {
            let versions: Vec<i32> = report
                .applied_migrations()
                .iter()
                .map(Migration::version)
                .collect();
            format!("refinery applies {}", list(&versions))
        }
        Err(error) => format!("refinery refuses: {}", first_line(&error)),
    }
}

/// The rows of the history up to `version`, to compare one moment with another.
pub(crate) fn history_rows(file: &Path, version: i32) -> Vec<String> {
    let sql = format!(
        "SELECT version, name, applied_on, checksum FROM {HISTORY}
         WHERE version <= {version} ORDER BY version"
    );
    let found = open(file).and_then(|db| rows(&db, &sql, &[]));
    found.unwrap_or_else(|error| vec![error.to_string()])
}
