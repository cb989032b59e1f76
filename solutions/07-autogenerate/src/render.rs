//! Step 4: the script, and what it must not destroy.

use crate::{
    Change, Choices, Generated, Rename, RenderError, Schema, Script, Table, diff, same_name, sql,
};

/// Writes the script from `db` to `models`, and the one back.
///
/// # Errors
///
/// See [`RenderError`].
pub fn render(db: &Schema, models: &Schema, choices: &Choices) -> Result<Script, RenderError> {
    // As soon as the columns have their new names, what is left to compare has no renames in it.
    let mut renamed = db.clone();
    for rename in &choices.renames {
        if !leads(rename, &renamed, models) {
            return Err(RenderError::UnknownRename(rename.clone()));
        }
        renamed = sql::after_rename(&renamed, rename);
    }
    let changes = diff(&renamed, models);
    if !choices.allow_drop {
        refuse_to_destroy(&changes)?;
    }
    for change in &changes {
        require_a_value(change)?;
    }

    let back: Vec<Rename> = choices.renames.iter().rev().map(Rename::back).collect();
    Ok(Script {
        up: way(db, models, &choices.renames),
        // What destroys on the way back is what the way up has made.
        down: way(models, db, &back),
    })
}

/// From a column that only the database has to one that only the models have.
fn leads(rename: &Rename, db: &Schema, models: &Schema) -> bool {
    let (Some(before), Some(after)) = (db.table(&rename.table), models.table(&rename.table)) else {
        return false;
    };
    let is_old = |name| before.column(name).is_some() && after.column(name).is_none();
    let is_new = |name| before.column(name).is_none() && after.column(name).is_some();
    is_old(&rename.from) && is_new(&rename.to)
}

fn refuse_to_destroy(changes: &[Change]) -> Result<(), RenderError> {
    let destroys = |change: &&Change| match change {
        Change::RemoveTable(_) | Change::RemoveColumn { .. } => true,
        // What was written in it gives way to what is computed.
        Change::ChangeColumn { from, to, .. } => {
            from.generated == Generated::No && to.generated != Generated::No
        }
        _ => false,
    };
    let destructive: Vec<Change> = changes.iter().filter(destroys).cloned().collect();
    if destructive.is_empty() {
        Ok(())
    } else {
        Err(RenderError::Destructive(destructive))
    }
}

/// On an empty table, any NOT NULL works. This script will run where there are rows.
fn require_a_value(change: &Change) -> Result<(), RenderError> {
    let (table, column) = match change {
        Change::AddColumn { table, column } => (table, column),
        Change::ChangeColumn { table, from, to } if !from.required => (table, to),
        _ => return Ok(()),
    };
    // A computed column has its value already.
    let is_written = column.generated == Generated::No;
    if is_written && column.required && column.default.is_none() {
        return Err(RenderError::NoValue {
            table: table.clone(),
            column: column.name.clone(),
        });
    }
    Ok(())
}

/// One direction. The other is the same with the sides exchanged.
fn way(from: &Schema, to: &Schema, renames: &[Rename]) -> String {
    let mut from = from.clone();
    let mut columns = String::new();
    for rename in renames {
        columns += &sql::rename_column(rename);
        from = sql::after_rename(&from, rename);
    }
    let changes = diff(&from, to);

    let [mut indexes, mut new, mut dropped] = [const { String::new() }; 3];
    for change in &changes {
        match change {
            Change::RemoveIndex { index, .. } => indexes += &sql::drop_index(index),
            Change::AddTable(table) => new.extend([&*table.sql, ";\n"]),
            Change::RemoveTable(table) => dropped += &sql::drop_table(table),
            _ => {}
        }
    }
    // What goes, goes first: the names of indexes are unique in the whole database. But SQLite
    // renames no column while a view looks for a table that is not there. So new tables come before
    // that, without their triggers, which may speak of a new name.
    let mut script = [indexes, new, columns, dropped].concat();
    for table in &to.tables {
        let Some(before) = from.table(&table.name) else {
            script += &hung_on(table);
            continue;
        };
        if changes.iter().any(|change| is_deep(change, &table.name)) {
            // ALTER TABLE ADD COLUMN would do for some of these. It would not know of a CHECK,
            // which only the text of the whole table tells.
            script += &sql::rebuild(before, table);
        } else {
            script.extend(changes.iter().map(|change| new_index(change, &table.name)));
        }
    }
    script
}

/// Whether a change of this table needs a new table.
fn is_deep(change: &Change, name: &str) -> bool {
    match change {
        Change::AddColumn { table, .. }
        | Change::RemoveColumn { table, .. }
        | Change::ChangeColumn { table, .. }
        | Change::AddForeignKey { table, .. }
        | Change::RemoveForeignKey { table, .. } => same_name(table, name),
        // A UNIQUE is a part of the table.
        Change::AddIndex { table, index } | Change::RemoveIndex { table, index } => {
            same_name(table, name) && index.name.is_none()
        }
        Change::AddTable(_) | Change::RemoveTable(_) | Change::PossibleRename { .. } => false,
    }
}

/// What is made after a new table.
fn hung_on(table: &Table) -> String {
    let indexes = table.indexes.iter().map(sql::create_index);
    let triggers = table.triggers.iter().map(|sql| format!("{sql};\n"));
    indexes.chain(triggers).collect()
}

fn new_index(change: &Change, name: &str) -> String {
    match change {
        Change::AddIndex { table, index } if same_name(table, name) => sql::create_index(index),
        _ => String::new(),
    }
}
