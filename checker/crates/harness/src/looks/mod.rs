//! Looks: observations that the checker itself makes of the files and databases that a step left.
//! All of them were made by a program that nobody trusts.

use crate::schema::{self, SchemaError, render};
use crate::untrusted_database;
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
use walkdir::WalkDir;

/// The most files that are listed.
const FILES: usize = 200;

/// How long a look into a database may take. Normally it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// The size of the largest database that is opened, in bytes.
const DATABASE_LIMIT: u64 = 64 * 1024 * 1024;

/// Makes the observation of `look` in the folder `scratch`.
pub(crate) fn observe(look: &Look, scratch: &Path) -> Observation {
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

/// The paths of all files below `folder`, sorted, one per line.
fn files(folder: &Path) -> String {
    let mut found = Vec::new();
    // A link is listed, never followed. Folders count, too: a step could make them endlessly.
    for (number, entry) in WalkDir::new(folder).min_depth(1).into_iter().enumerate() {
        if number == FILES {
            return format!("more than {FILES} files");
        }
        let Ok(entry) = entry else {
            return "the folder is gone".to_owned();
        };
        let path = entry.path().strip_prefix(folder);
        if let (false, Ok(path)) = (entry.file_type().is_dir(), path) {
            found.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    found.sort();
    if found.is_empty() {
        NOTHING.to_owned()
    } else {
        found.join("\n")
    }
}

/// From bytes 18 and 19 of the header: 1 is a rollback journal, 2 is WAL
/// (sqlite.org/fileformat.html, section 1.3.3).
fn journal(database: &Path) -> String {
    if !can_be_opened(database) {
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

/// The canonical text of these tables, or of all tables if none is named.
fn schema(database: &Path, only: &[String], omit: &[Omit]) -> Result<String, SchemaError> {
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

/// The rows of a query, one per line, with ` | ` between columns. It stops when there is more than
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
    let connection = can_be_opened(database).then(|| untrusted_database::open(database, PATIENCE));
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

fn can_be_opened(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= DATABASE_LIMIT)
}

#[cfg(test)]
mod tests;
