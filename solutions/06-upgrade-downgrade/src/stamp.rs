//! Step 7: a database that is older than its history.

use std::collections::BTreeMap;

use refinery::{Migration, Runner, Target};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::{HISTORY, HISTORY_DDL, Repo, StampError, To};

/// The columns of each table.
type Tables = BTreeMap<String, Vec<String>>;

/// Writes into the history that the database is at `to`. No migration is run.
///
/// This is how a database that `create_all` has made comes under the care of migrations.
///
/// # Errors
///
/// [`StampError::UnknownTarget`]; [`StampError::Mismatch`] if the database lacks a table or a
/// column of that version: the stamp would be a lie, and the next migration would find out.
/// After an error the history is as it was.
pub fn stamp(conn: &mut Connection, repo: &Repo, to: To) -> Result<(), StampError> {
    let target = target(repo, to)?;
    let wanted = tables_at(repo, target)?;

    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(missing) = missing(&wanted, &tables(&transaction)?) {
        return Err(StampError::Mismatch { target, missing });
    }
    transaction.execute_batch(HISTORY_DDL)?;
    transaction.execute(
        "DELETE FROM refinery_schema_history WHERE version > ?1",
        [target],
    )?;
    for migration in up_to(repo, target) {
        // Rows that are there stay, with the time at which they were really applied. For the
        // others, the checksum is refinery's own: it compares it in every later run.
        transaction.execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?3)
             ON CONFLICT (version) DO NOTHING",
            params![
                migration.version(),
                migration.name(),
                migration.checksum().to_string()
            ],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

/// The version that `to` names; 0 is base. A stamp is a statement, so it takes no `+1`.
fn target(repo: &Repo, to: To) -> Result<i32, StampError> {
    match to {
        To::Head => Ok(repo.migrations().last().map_or(0, Migration::version)),
        To::Base => Ok(0),
        To::Version(version) if repo.get(version).is_some() => Ok(version),
        To::Version(_) | To::Relative(_) => Err(StampError::UnknownTarget(to)),
    }
}

fn up_to(repo: &Repo, target: i32) -> impl Iterator<Item = &Migration> {
    let all = repo.migrations().iter();
    all.filter(move |migration| migration.version() <= target)
}

/// What the migrations up to `target` would have made: tried in a database in memory.
fn tables_at(repo: &Repo, target: i32) -> Result<Tables, StampError> {
    let mut memory = Connection::open_in_memory()?;
    // In a fresh database foreign keys may be on or off, as SQLite was compiled; they are not
    // what is asked about.
    memory.pragma_update(None, "foreign_keys", false)?;
    let runner = Runner::new(repo.migrations()).set_target(Target::Version(target));
    runner.run(&mut memory)?;
    Ok(tables(&memory)?)
}

fn tables(conn: &Connection) -> rusqlite::Result<Tables> {
    let mut statement = conn.prepare(
        "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_xinfo(t.name, 'main') c
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           AND t.name <> ?1",
    )?;
    let mut tables = Tables::new();
    let mut rows = statement.query([HISTORY])?;
    while let Some(row) = rows.next()? {
        // SQLite's names do not tell upper case from lower case.
        let (table, column): (String, String) = (row.get(0)?, row.get(1)?);
        let columns = tables.entry(table.to_lowercase()).or_default();
        columns.push(column.to_lowercase());
    }
    Ok(tables)
}

/// The first thing that is wanted and not there. What is there and not wanted is no objection:
/// the database may have tables that are none of ours.
///
/// Only tables and columns are looked at. To compare two schemas to the last detail is the
/// subject of lesson 7.
fn missing(wanted: &Tables, there: &Tables) -> Option<String> {
    for (table, columns) in wanted {
        let Some(found) = there.get(table) else {
            return Some(format!("the table {table}"));
        };
        if let Some(column) = columns.iter().find(|column| !found.contains(column)) {
            return Some(format!("the column {table}.{column}"));
        }
    }
    None
}
