//! Given: statements as texts, each with its semicolon.

use crate::{Column, Generated, Index, Rename, Schema, Table, same_name, text};

/// The table that holds the rows while another one is built anew.
const KEPT: &str = "autogenerate_kept";

/// The table that holds what AUTOINCREMENT has counted up to, for the same time.
const COUNTED: &str = "autogenerate_counted";

/// Makes a table, as it is written, with its indexes and its triggers.
pub fn create_table(table: &Table) -> String {
    let indexes = table.indexes.iter().map(create_index);
    let triggers = table.triggers.iter().map(|sql| format!("{sql};\n"));
    let rest: String = indexes.chain(triggers).collect();
    format!("{};\n{rest}", table.sql)
}

/// Drops a table. Its indexes and its triggers go with it.
pub fn drop_table(table: &Table) -> String {
    format!("DROP TABLE {};\n", quoted(&table.name))
}

/// Makes an index. Nothing for one that a UNIQUE of the table makes.
pub fn create_index(index: &Index) -> String {
    let sql = index.sql.as_ref();
    sql.map_or_else(String::new, |sql| format!("{sql};\n"))
}

/// Drops an index. Nothing for one that a UNIQUE of the table made: it goes only with the table.
pub fn drop_index(index: &Index) -> String {
    let name = index.name.as_ref();
    name.map_or_else(String::new, |name| {
        format!("DROP INDEX {};\n", quoted(name))
    })
}

/// Gives a column its new name. Indexes and triggers follow, and foreign keys that refer to it.
pub fn rename_column(rename: &Rename) -> String {
    let [table, from, to] = [&rename.table, &rename.from, &rename.to].map(|name| quoted(name));
    format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to};\n")
}

/// Builds a table anew: as `new` is written, with its indexes, and with the rows of `old`.
///
/// This is the way to every change that ALTER TABLE does not know. Columns of one name keep their
/// values; for a new name, [`rename_column`] and [`after_rename`] come first. A column that `new`
/// does not have is lost. One that only `new` has takes its DEFAULT, or NULL; if it is NOT NULL
/// without a DEFAULT, 0 or an empty text. A NULL in a column that is NOT NULL now becomes the
/// same. The triggers of both are made; if both have one of a name, that of `new`.
///
/// Foreign keys must be off, or DROP TABLE deletes rows of other tables.
pub fn rebuild(old: &Table, new: &Table) -> String {
    let (name, table) = (new.name.replace('\'', "''"), quoted(&new.name));
    let counts = [old, new].map(|table| table.columns.iter().any(|c| c.autoincrement));
    let counts = counts == [true, true];
    let (to, from) = values(old, new);

    // Not `CREATE TABLE … AS SELECT *`, which takes the name from a column called "true".
    let kept: Vec<String> = old.columns.iter().map(|c| quoted(&c.name)).collect();
    let kept = kept.join(", ");
    let mut parts = vec![format!(
        "CREATE TABLE {KEPT} ({kept});\n\
         INSERT INTO {KEPT} SELECT {kept} FROM {table};\n"
    )];
    if counts {
        parts.push(format!(
            "CREATE TABLE {COUNTED} AS SELECT seq FROM sqlite_sequence \
             WHERE lower(name) = lower('{name}');\n"
        ));
    }
    parts.push(format!(
        "DROP TABLE {table};\n{};\n\
         INSERT INTO {table} ({to}) SELECT {from} FROM {KEPT};\n\
         DROP TABLE {KEPT};\n",
        new.sql
    ));
    if counts {
        // What was counted, not the highest id that is left: ids must not come back.
        parts.push(format!(
            "DELETE FROM sqlite_sequence \
             WHERE lower(name) = lower('{name}');\n\
             INSERT INTO sqlite_sequence SELECT '{name}', seq FROM {COUNTED};\n\
             DROP TABLE {COUNTED};\n"
        ));
    }
    parts.extend(new.indexes.iter().map(create_index));
    parts.extend(triggers(old, new).map(|trigger| format!("{trigger};\n")));
    parts.concat()
}

/// Triggers are not compared. So the models may lack one on the way up, and on the way back it is
/// only the database that has it.
fn triggers<'t>(old: &'t Table, new: &'t Table) -> impl Iterator<Item = &'t String> {
    let names: Vec<String> = new.triggers.iter().map(|t| text::trigger_name(t)).collect();
    let old = old.triggers.iter();
    let kept = old.filter(move |trigger| !names.contains(&text::trigger_name(trigger)));
    new.triggers.iter().chain(kept)
}

/// The columns that are filled, and what with.
fn values(old: &Table, new: &Table) -> (String, String) {
    let (mut to, mut from) = (Vec::new(), Vec::new());
    for column in &new.columns {
        if column.generated == Generated::No
            && let Some(value) = value(old, new, column)
        {
            to.push(quoted(&column.name));
            from.push(value);
        }
    }
    // Each row stays, also if no column of it does. SQLite has no INSERT of no columns.
    let mut written = new.columns.iter().filter(|c| c.generated == Generated::No);
    if let (true, Some(first)) = (to.is_empty(), written.next()) {
        to.push(quoted(&first.name));
        from.push(default(first).map_or("NULL".to_owned(), |sql| format!("({sql})")));
    }
    (to.join(", "), from.join(", "))
}

/// What a column of the new table gets; `None` for its DEFAULT.
fn value(old: &Table, new: &Table, column: &Column) -> Option<String> {
    let name = quoted(&column.name);
    let must = column.required && !new.is_rowid(column);
    match old.column(&column.name) {
        Some(before) if must && !before.required => {
            Some(format!("coalesce({name}, {})", filler(column)))
        }
        Some(_) => Some(name),
        None => (must && default(column).is_none()).then(|| filler(column)),
    }
}

/// For the way back, where something must stand in a column that was dropped. On the way up it
/// would be a guess.
fn filler(column: &Column) -> String {
    let declared = column.declared.to_ascii_uppercase();
    let mut texts = ["CHAR", "TEXT", "CLOB", "BLOB"].iter();
    match default(column) {
        Some(default) => format!("({default})"),
        None if texts.any(|part| declared.contains(part)) => "''".to_owned(),
        None => "0".to_owned(),
    }
}

/// The DEFAULT, unless it is NULL.
fn default(column: &Column) -> Option<&str> {
    let default = column.default.as_deref();
    default.filter(|default| text::normal(default) != "null")
}

/// A schema as it is after [`rename_column`]. The texts in it, such as `Table::sql`, stay as they
/// are; but a trigger that may speak of the column takes its new name when it is made again.
#[must_use]
pub fn after_rename(schema: &Schema, rename: &Rename) -> Schema {
    let mut schema = schema.clone();
    let replace = |name: &mut String| {
        if same_name(name, &rename.from) {
            name.clone_from(&rename.to);
        }
    };
    for table in &mut schema.tables {
        let is_it = same_name(&table.name, &rename.table);
        let triggers = table.triggers.iter_mut();
        triggers.for_each(|trigger| renamed(trigger, rename));
        if is_it {
            let columns = table.columns.iter_mut().map(|column| &mut column.name);
            let terms = table.indexes.iter_mut().flat_map(|index| &mut index.terms);
            columns
                .chain(terms.map(|term| &mut term.what))
                .for_each(replace);
        }
        for key in &mut table.foreign_keys {
            if is_it {
                key.columns.iter_mut().for_each(replace);
            }
            if same_name(&key.table, &rename.table) {
                key.references.iter_mut().for_each(replace);
            }
        }
    }
    schema
}

/// Only SQLite knows which words of a trigger are the column. So the column has its old name for a
/// moment: while the trigger is made.
fn renamed(trigger: &mut String, rename: &Rename) {
    let from = rename.from.to_lowercase();
    if trigger.to_lowercase().contains(&from) {
        let [back, again] = [rename.back(), rename.clone()].map(|r| rename_column(&r));
        *trigger = format!("{back}{trigger};\n{}", again.trim_end_matches(";\n"));
    }
}

/// A name in quotes, whatever is in it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
