//! Step 1: read a schema.

use rusqlite::{Connection, Result, Row};

use crate::{Column, ForeignKey, Generated, HISTORY, Index, Schema, Table, Term, text};

/// Reads the tables of the database `main`.
///
/// It asks the pragmas: they tell what SQLite has understood, whatever the SQL looked like. Only
/// what they do not tell is taken from the text.
///
/// # Errors
///
/// Those of SQLite.
pub fn inspect(conn: &Connection) -> Result<Schema> {
    // Not LIKE 'sqlite_%': there _ stands for any letter, and a table `sqlitebooks` is nobody
    // else's.
    let sql = "SELECT l.name, s.sql FROM pragma_table_list l
        JOIN main.sqlite_schema s ON s.type = 'table' AND s.name = l.name
        WHERE l.schema = 'main' AND l.type = 'table'
        AND substr(l.name, 1, 7) <> 'sqlite_' AND l.name <> ?1";
    let tables = list(conn, sql, HISTORY, |row| {
        let name: String = row.get(0)?;
        Ok(Table {
            columns: columns(conn, &name)?,
            indexes: indexes(conn, &name)?,
            foreign_keys: foreign_keys(conn, &name)?,
            sql: row.get(1)?,
            triggers: triggers(conn, &name)?,
            name,
        })
    })?;
    let mut schema = Schema { tables };
    settle(&mut schema);
    Ok(schema)
}

/// `table_xinfo`, not `table_info`: that one does not tell of generated columns.
fn columns(conn: &Connection, table: &str) -> Result<Vec<Column>> {
    let sql = "SELECT name, type, \"notnull\", dflt_value, pk, hidden
        FROM pragma_table_xinfo(?1, 'main') ORDER BY cid";
    list(conn, sql, table, |row| {
        let name: String = row.get(0)?;
        // No pragma tells these two, but SQLite's C interface does.
        let (_, collation, _, _, autoincrement) =
            conn.column_metadata(Some("main"), table, &*name)?;
        let collation = collation.map(|name| name.to_string_lossy().into_owned());
        Ok(Column {
            declared: row.get(1)?,
            required: row.get(2)?,
            default: row.get(3)?,
            collation: collation.unwrap_or_else(|| "BINARY".to_owned()),
            key: row.get(4)?,
            autoincrement,
            generated: match row.get(5)? {
                2 => Generated::Virtual,
                3 => Generated::Stored,
                _ => Generated::No,
            },
            name,
        })
    })
}

/// All but the index of the primary key, of which the columns tell.
fn indexes(conn: &Connection, table: &str) -> Result<Vec<Index>> {
    let sql = "SELECT l.name, l.\"unique\", s.sql
        FROM pragma_index_list(?1, 'main') l JOIN main.sqlite_schema s ON s.name = l.name
        WHERE l.origin <> 'pk' AND s.type = 'index'";
    list(conn, sql, table, |row| {
        let name: String = row.get(0)?;
        // SQLite has no text of an index that it made itself.
        let sql: Option<String> = row.get(2)?;
        let (texts, filter) = sql.as_deref().map(text::index_parts).unwrap_or_default();
        Ok(Index {
            unique: row.get(1)?,
            terms: terms(conn, &name, &texts)?,
            filter,
            name: sql.is_some().then_some(name),
            sql,
        })
    })
}

/// `key` leaves out what SQLite adds behind the terms to find the row.
fn terms(conn: &Connection, index: &str, texts: &[String]) -> Result<Vec<Term>> {
    let sql = "SELECT seqno, name, coll, \"desc\" FROM pragma_index_xinfo(?1, 'main')
        WHERE key ORDER BY seqno";
    list(conn, sql, index, |row| {
        let place: usize = row.get::<_, u32>(0)? as usize;
        // An expression has no name, but a text.
        let name: Option<String> = row.get(1)?;
        Ok(Term {
            what: name
                .or_else(|| texts.get(place).cloned())
                .unwrap_or_default(),
            collation: row.get(2)?,
            descending: row.get(3)?,
        })
    })
}

/// SQLite has one row for each column of each key.
fn foreign_keys(conn: &Connection, table: &str) -> Result<Vec<ForeignKey>> {
    let sql = "SELECT seq, \"from\", \"table\", \"to\", on_delete, on_update
        FROM pragma_foreign_key_list(?1, 'main') ORDER BY id, seq";
    let rows = list(conn, sql, table, |row| {
        let key = ForeignKey {
            columns: vec![row.get(1)?],
            table: row.get(2)?,
            // NULL for `REFERENCES roles`.
            references: row.get::<_, Option<String>>(3)?.into_iter().collect(),
            on_delete: row.get(4)?,
            on_update: row.get(5)?,
        };
        Ok((row.get::<_, u32>(0)?, key))
    })?;
    let mut keys: Vec<ForeignKey> = Vec::new();
    for (place, key) in rows {
        match keys.last_mut() {
            Some(begun) if place > 0 => {
                begun.columns.extend(key.columns);
                begun.references.extend(key.references);
            }
            _ => keys.push(key),
        }
    }
    Ok(keys)
}

fn triggers(conn: &Connection, table: &str) -> Result<Vec<String>> {
    let sql = "SELECT sql FROM main.sqlite_schema
        WHERE type = 'trigger' AND lower(tbl_name) = lower(?1)";
    list(conn, sql, table, |row| row.get(0))
}

/// What can be said in two ways is said in one, so that nobody has to think of it later.
fn settle(schema: &mut Schema) {
    let before = schema.clone();
    for (table, before_it) in schema.tables.iter_mut().zip(&before.tables) {
        for column in &mut table.columns {
            // The rowid is never NULL, whether the table says so or not.
            column.required &= !before_it.is_rowid(column);
            let default = column.default.take();
            column.default = default.filter(|default| text::normal(default) != "null");
        }
        for key in &mut table.foreign_keys {
            let other = before.table(&key.table);
            if let (true, Some(other)) = (key.references.is_empty(), other) {
                key.references = primary_key(other);
            }
        }
    }
}

fn primary_key(table: &Table) -> Vec<String> {
    let mut columns: Vec<&Column> = table.columns.iter().filter(|c| c.key > 0).collect();
    columns.sort_by_key(|column| column.key);
    columns.iter().map(|column| column.name.clone()).collect()
}

fn list<T>(
    conn: &Connection,
    sql: &str,
    name: &str,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    conn.prepare(sql)?.query_map([name], read)?.collect()
}
