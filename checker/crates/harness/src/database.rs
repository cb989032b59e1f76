//! The checker's own look at what a step left: files and databases. What is
//! opened was made by a program that nobody trusts.

pub(super) mod untrusted;

use crate::canonical::render;
use crate::schema;
use course::document::harmless;
use course::lesson::{Look, LookAt, Omit};
use course::outcome::Observation;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use scenario::{NOTHING, TEXT_LIMIT};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// Files listed at most.
const FILES: usize = 200;

/// How long one look into a database may take. It takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// A database longer than this, in bytes, is not opened.
const DATABASE_LIMIT: u64 = 64 * 1024 * 1024;

/// Makes the observation of `look` below the folder `scratch`.
pub fn observe(look: &Look, scratch: &Path) -> Observation {
    let text = match &look.at {
        LookAt::Files(folder) => files(&scratch.join(folder)),
        LookAt::Journal(database) => journal(&scratch.join(database)),
        LookAt::Schema {
            database,
            tables,
            omit,
        } => {
            schema(&scratch.join(database), tables, omit).unwrap_or_else(|error| error.to_string())
        }
        LookAt::Rows { database, sql } => {
            rows(&scratch.join(database), sql).unwrap_or_else(|error| error.to_string())
        }
    };
    let mut text = harmless(&text);
    text.truncate(text.floor_char_boundary(TEXT_LIMIT));
    Observation {
        id: look.id.clone(),
        title: look.title.clone(),
        text,
    }
}

/// The paths of all files below `folder`, sorted, one a line.
fn files(folder: &Path) -> String {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            return "the folder is gone".to_owned();
        };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            // A link is listed, never followed.
            if fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_dir()) {
                folders.push(path);
            } else if let Ok(path) = path.strip_prefix(folder) {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
            if found.len() + folders.len() > FILES {
                return format!("more than {FILES} files");
            }
        }
    }
    found.sort();
    if found.is_empty() {
        NOTHING.to_owned()
    } else {
        found.join("\n")
    }
}

/// Bytes 18 and 19 of the header: 1 is a rollback journal, 2 is WAL
/// (sqlite.org/fileformat.html, section 1.3.3).
fn journal(database: &Path) -> String {
    if !is_plain_file(database) {
        return "there is no such file".to_owned();
    }
    let mut header = [0; 20];
    match File::open(database).and_then(|mut file| file.read_exact(&mut header)) {
        Err(_) => "the file is empty".to_owned(),
        Ok(()) => match (header[18], header[19]) {
            (1, 1) => "rollback journal".to_owned(),
            (2, 2) => "WAL".to_owned(),
            (write, read) => format!("write version {write}, read version {read}"),
        },
    }
}

/// The canonical text of the schema: of some tables, or of all if none is named.
fn schema(database: &Path, only: &[String], omit: &[Omit]) -> rusqlite::Result<String> {
    let Some(connection) = open(database)? else {
        return Ok("there is no such file".to_owned());
    };
    let mut tables = schema::read(&connection)?;
    tables.retain(|table| only.is_empty() || only.contains(&table.name));
    let text = render(&tables, omit);
    Ok(if text.is_empty() {
        "no tables".to_owned()
    } else {
        text
    })
}

/// The rows of a query, one a line, columns apart by ` | `, and no more of them than
/// an observation can hold.
fn rows(database: &Path, sql: &str) -> rusqlite::Result<String> {
    let Some(connection) = open(database)? else {
        return Ok("there is no such file".to_owned());
    };
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    let mut length = 0;
    while let Some(row) = rows.next()? {
        let line = line(row, columns)?;
        length += line.len();
        lines.push(line);
        if length + lines.len() > TEXT_LIMIT {
            break;
        }
    }
    Ok(if lines.is_empty() {
        NOTHING.to_owned()
    } else {
        lines.join("\n")
    })
}

fn open(database: &Path) -> rusqlite::Result<Option<Connection>> {
    let connection = is_plain_file(database).then(|| untrusted::open(database, PATIENCE));
    connection.transpose()
}

fn line(row: &Row<'_>, columns: usize) -> rusqlite::Result<String> {
    let mut values = Vec::with_capacity(columns);
    for column in 0..columns {
        values.push(match row.get_ref(column)? {
            ValueRef::Null => "NULL".to_owned(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
        });
    }
    Ok(values.join(" | "))
}

fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= DATABASE_LIMIT)
}

#[cfg(test)]
mod tests;
