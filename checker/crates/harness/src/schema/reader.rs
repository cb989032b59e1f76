//! Reads a schema with SQLite's pragmas. Only for an index on an expression, of which no pragma
//! shows the terms, it parses `sqlite_schema.sql`.
//!
//! Names are read in lower case, because `Users` and `users` are one table to SQLite. Its function
//! `lower` changes the letters A to Z only, as does its comparison of names.

use crate::schema::SchemaError;
use crate::schema::table::{Column, ColumnKey, ForeignKey, Index, Table, Term};
use rusqlite::{Connection, Result, Row};

/// All tables except for SQLite's own.
const TABLES: &str = "SELECT lower(name), wr FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table'
    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1";

/// The migration engine's own table.
const HISTORY: &str = "refinery_schema_history";

/// Reads all tables of a database, without the migration engine's.
pub(crate) fn read(connection: &Connection) -> Result<Vec<Table>, SchemaError> {
    let mut tables = read_with_history(connection)?;
    tables.retain(|table| table.name != HISTORY);
    Ok(tables)
}

/// Tables and views that would be read instead of a pragma.
const IN_THE_WAY: &str = "SELECT name FROM main.sqlite_schema
    WHERE type IN ('table', 'view') AND name LIKE 'pragma\\_%' ESCAPE '\\'";

/// Reads all tables of a database.
pub(crate) fn read_with_history(connection: &Connection) -> Result<Vec<Table>, SchemaError> {
    let in_the_way: Vec<String> = all(connection, IN_THE_WAY, "", |row| row.get(0))?;
    if let Some(name) = in_the_way.into_iter().next() {
        return Err(SchemaError::Shadowed(name));
    }
    let tables: Vec<(String, bool)> =
        all(connection, TABLES, "", |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tables = tables.into_iter();
    let tables: Result<_> = tables
        .map(|(name, without_rowid)| table(connection, name, without_rowid))
        .collect();
    Ok(tables?)
}

fn table(connection: &Connection, name: String, without_rowid: bool) -> Result<Table> {
    let list = "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?1) ORDER BY seq";
    let list: Vec<(String, bool, String, bool)> = all(connection, list, &name, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    // SQLite makes an index for every primary key but the rowid.
    let has_key_index = list.iter().any(|(_, _, origin, _)| origin == "pk");
    let is_rowid = !has_key_index && !without_rowid;
    let columns = "SELECT lower(name), type, \"notnull\", pk FROM pragma_table_xinfo(?1)";
    let columns = all(connection, columns, &name, |row| column(row, is_rowid))?;
    let mut indexes = Vec::new();
    for (index, unique, origin, partial) in list {
        if origin != "pk" {
            let terms = terms(connection, &index)?;
            let same_as_all = unique && is_without_nulls(&index_sql(connection, &index)?, &terms);
            indexes.push(Index {
                partial: partial && !same_as_all,
                terms,
                name: index,
                unique,
            });
        }
    }
    Ok(Table {
        foreign_keys: foreign_keys(connection, &name)?,
        name,
        columns,
        indexes,
    })
}

fn column(row: &Row<'_>, is_rowid: bool) -> Result<Column> {
    let key = match row.get(3)? {
        0 => ColumnKey::No,
        1 if is_rowid => ColumnKey::Rowid,
        place => ColumnKey::Part(place),
    };
    Ok(Column {
        name: row.get(0)?,
        declared: row.get(1)?,
        required: row.get(2)?,
        key,
    })
}

fn terms(connection: &Connection, index: &str) -> Result<Vec<Term>> {
    let sql = "SELECT lower(name), coll FROM pragma_index_xinfo(?1) WHERE key ORDER BY seqno";
    let terms: Vec<(Option<String>, String)> =
        all(connection, sql, index, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let expression = lowered(&index_sql(connection, index)?);
    let term = |(name, collation): (Option<String>, String)| {
        let nocase =
            name.is_none() && expression.is_some() || collation.eq_ignore_ascii_case("NOCASE");
        let name = name
            .or_else(|| expression.clone())
            .unwrap_or_else(|| "an expression".to_owned());
        Term { name, nocase }
    };
    Ok(terms.into_iter().map(term).collect())
}

/// The statement that made an index, if it was not a constraint.
fn index_sql(connection: &Connection, index: &str) -> Result<String> {
    let text = "SELECT coalesce(sql, '') FROM sqlite_schema WHERE type = 'index' AND name = ?1";
    Ok(all(connection, text, index, |row| row.get::<_, String>(0))?.concat())
}

/// Whether an index is on one column and `WHERE column IS NOT NULL`. If it is unique, it forbids
/// what one of all rows forbids: two NULLs are never equal.
fn is_without_nulls(sql: &str, terms: &[Term]) -> bool {
    let sql = sql
        .to_lowercase()
        .replace(['"', '`', '[', ']', '(', ')', ';'], " ");
    let words: Vec<&str> = sql.split_whitespace().collect();
    matches!(terms, [term] if words.ends_with(&["where", &term.name, "is", "not", "null"]))
}

/// The column of `CREATE UNIQUE INDEX … (lower(column))`.
fn lowered(sql: &str) -> Option<String> {
    let sql: String = sql
        .chars()
        .filter(|c| !c.is_whitespace() && !"\"`[]".contains(*c))
        .collect();
    let at = sql.to_lowercase().find("(lower(")?;
    let rest = &sql[at + "(lower(".len()..];
    rest.split_once(')')
        .map(|(column, _)| column.to_lowercase())
}

fn foreign_keys(connection: &Connection, table: &str) -> Result<Vec<ForeignKey>> {
    let sql = "SELECT id, lower(\"from\"), lower(\"table\"), lower(\"to\"), on_delete
        FROM pragma_foreign_key_list(?1) ORDER BY id, seq";
    let rows: Vec<(i64, String, String, Option<String>, String)> =
        all(connection, sql, table, |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?;
    let mut keys: Vec<(i64, ForeignKey)> = Vec::new();
    for (id, from, table, to, on_delete) in rows {
        match keys.last_mut() {
            Some((last, key)) if *last == id => {
                key.from.push(from);
                key.to.push(to);
            }
            _ => keys.push((
                id,
                ForeignKey {
                    from: vec![from],
                    table,
                    to: vec![to],
                    on_delete,
                },
            )),
        }
    }
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

/// All rows of a query that has at most one parameter.
fn all<T>(
    connection: &Connection,
    sql: &str,
    parameter: &str,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare(sql)?;
    let parameters: &[&str] = if statement.parameter_count() == 0 {
        &[]
    } else {
        &[parameter]
    };
    statement
        .query_map(rusqlite::params_from_iter(parameters), read)?
        .collect()
}

#[cfg(test)]
mod tests;
