//! Which version's schema a database has, and its whole content.

use super::files::migrations;
use super::{listed, rows};
use rusqlite::{Connection, Result};
use scenario::open;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use upgrade_downgrade::HISTORY;

/// The version whose migrations make this schema.
pub(crate) fn schema(db: &Connection) -> Result<String> {
    static SHAPES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    let shapes = SHAPES.get_or_init(|| {
        let db = Connection::open_in_memory().expect("a database");
        let mut shapes = vec![(String::new(), "base".to_owned())];
        for migration in migrations() {
            let sql = migration.sql().expect("a migration");
            db.execute_batch(sql).expect("a migration");
            let version = migration.version().to_string();
            shapes.push((shape(&db).expect("a schema"), version));
        }
        shapes
    });
    let shape = shape(db)?;
    let known = shapes.iter().find(|(known, _)| *known == shape);
    Ok(match known {
        Some((_, version)) => version.clone(),
        None => format!("of no version, with {}", listed(&objects(db)?)),
    })
}

/// What the pragmas tell of all tables of the migrations: not the SQL, in which SQLite quotes
/// the name of a table that was renamed.
fn shape(db: &Connection) -> Result<String> {
    // Many databases of a step are alike, and to ask takes a while.
    static KNOWN: Mutex<BTreeMap<Vec<String>, String>> = Mutex::new(BTreeMap::new());
    let sql = rows(db, "SELECT type, name, sql FROM sqlite_schema", &[])?;
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shape) = known().get(&sql) {
        return Ok(shape.clone());
    }
    let shape = asked(db)?;
    known().insert(sql, shape.clone());
    Ok(shape)
}

fn asked(db: &Connection) -> Result<String> {
    let mut lines = Vec::new();
    for table in tables(db)? {
        for sql in [
            "SELECT 'column', name, upper(type), \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?1)",
            "SELECT iif(il.\"unique\", 'unique index on ', 'index on ') || group_concat(ii.name),
                 iif(il.origin = 'c', 'made by CREATE INDEX', 'of the table: ' || il.origin)
                 FROM pragma_index_list(?1) il, pragma_index_info(il.name) ii GROUP BY il.name",
            "SELECT 'key', \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?1)",
        ] {
            for line in rows(db, sql, &[&table])? {
                lines.push(format!("{table} {line}"));
            }
        }
    }
    let triggers = "SELECT 'trigger', name, sql FROM sqlite_schema
        WHERE type = 'trigger' AND name <> 'keep_history'";
    lines.extend(rows(db, triggers, &[])?);
    lines.sort();
    Ok(lines.join("\n"))
}

/// The whole content of a database, to compare one moment with another.
pub(crate) fn content(file: &Path) -> String {
    let content = open(file).and_then(|db| {
        let mut text = shape(&db)?;
        for table in tables(&db)? {
            text.push_str(&format!("\nthe table {table}"));
            let name = table.replace('"', "\"\"");
            for row in rows(&db, &format!("SELECT * FROM \"{name}\" ORDER BY 1"), &[])? {
                text.push_str(&format!("\na row of {table}: {row}"));
            }
        }
        Ok(text)
    });
    content.unwrap_or_else(|error| error.to_string())
}

/// Whether a content is as it was; if not, the first line that is gone, and the first that is new.
pub(crate) fn compared(before: &str, now: &str) -> String {
    if before == now {
        return "as it was".to_owned();
    }
    let first = |word: &str, text: &str, other: &str| {
        let others: Vec<&str> = other.lines().collect();
        let line = text.lines().find(|line| !others.contains(line));
        line.map(|line| format!(", {word}: {line}"))
    };
    let [gone, new] = [first("gone", before, now), first("new", now, before)];
    let lines: String = [gone, new].into_iter().flatten().collect();
    format!("not as it was{lines}")
}

/// The tables that migrations could have made.
fn tables(db: &Connection) -> Result<Vec<String>> {
    let objects = objects(db)?;
    let mut tables = Vec::new();
    for object in objects {
        if let Some(table) = object.strip_prefix("the table ") {
            tables.push(table.to_owned());
        }
    }
    Ok(tables)
}

fn objects(db: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT 'the ' || type || ' ' || name FROM sqlite_schema
        WHERE name NOT LIKE 'sqlite_%' AND name NOT IN (?1, 'told', 'keep_history') ORDER BY 1";
    rows(db, sql, &[HISTORY])
}
