//! Steps 2 and 3: what differs, and what only looks different.

use crate::{Change, Column, ForeignKey, Index, Schema, Table, Term, same_name, text};

/// What must change in the database `db` so that it is as `models` says.
pub fn diff(db: &Schema, models: &Schema) -> Vec<Change> {
    let mut changes = Vec::new();
    for after in &models.tables {
        match db.table(&after.name) {
            Some(before) => {
                column_changes(before, after, &mut changes);
                key_and_index_changes(before, after, &mut changes);
            }
            None => changes.push(Change::AddTable(after.clone())),
        }
    }
    // And the other way round: what only the database has.
    for before in &db.tables {
        if models.table(&before.name).is_none() {
            changes.push(Change::RemoveTable(before.clone()));
        }
    }
    changes
}

fn column_changes(before: &Table, after: &Table, changes: &mut Vec<Change>) {
    let table = &before.name;
    for to in &after.columns {
        match before.column(&to.name) {
            Some(from) if same_column(from, to) => {}
            Some(from) => changes.push(Change::ChangeColumn {
                table: table.clone(),
                from: from.clone(),
                to: to.clone(),
            }),
            None => changes.push(Change::AddColumn {
                table: table.clone(),
                column: to.clone(),
            }),
        }
    }
    for from in &before.columns {
        if after.column(&from.name).is_some() {
            continue;
        }
        changes.push(Change::RemoveColumn {
            table: table.clone(),
            column: from.clone(),
        });
        // Nobody can know whether it has a new name. That it may have one can be said.
        for to in &after.columns {
            if before.column(&to.name).is_none() && same_column(from, to) {
                changes.push(Change::PossibleRename {
                    table: table.clone(),
                    from: from.name.clone(),
                    to: to.name.clone(),
                });
            }
        }
    }
}

fn key_and_index_changes(before: &Table, after: &Table, changes: &mut Vec<Change>) {
    let table = || before.name.clone();
    let (old, new) = (&before.foreign_keys, &after.foreign_keys);
    let removed = only_in(old, new, same_foreign_key);
    changes.extend(removed.map(|foreign_key| Change::RemoveForeignKey {
        table: table(),
        foreign_key,
    }));
    let added = only_in(new, old, same_foreign_key);
    changes.extend(added.map(|foreign_key| Change::AddForeignKey {
        table: table(),
        foreign_key,
    }));

    let (old, new) = (&before.indexes, &after.indexes);
    let removed = only_in(old, new, same_index);
    changes.extend(removed.map(|index| Change::RemoveIndex {
        table: table(),
        index,
    }));
    let added = only_in(new, old, same_index);
    changes.extend(added.map(|index| Change::AddIndex {
        table: table(),
        index,
    }));
}

/// What is in the first list and not in the second.
fn only_in<T: Clone>(
    these: &[T],
    others: &[T],
    same: fn(&T, &T) -> bool,
) -> impl Iterator<Item = T> {
    let is_new = move |this: &&T| !others.iter().any(|that| same(this, that));
    these.iter().filter(is_new).cloned()
}

/// Names are not compared: that is for the caller.
fn same_column(one: &Column, other: &Column) -> bool {
    let default = |column: &Column| column.default.as_deref().map(text::normal);
    // INT and INTEGER are two types: only one of them makes a rowid.
    text::normal(&one.declared) == text::normal(&other.declared)
        && one.required == other.required
        && default(one) == default(other)
        && same_name(&one.collation, &other.collation)
        && one.key == other.key
        && one.autoincrement == other.autoincrement
        && one.generated == other.generated
}

/// An index is what it does. No row notices its name, or whether a UNIQUE or a CREATE UNIQUE
/// INDEX has made it.
fn same_index(one: &Index, other: &Index) -> bool {
    one.unique == other.unique
        && one.filter == other.filter
        && one.terms.len() == other.terms.len()
        && one.terms.iter().zip(&other.terms).all(same_term)
}

fn same_term((one, other): (&Term, &Term)) -> bool {
    // Not `same_name`: in an expression `'A'` and `'a'` are two values.
    text::normal(&one.what) == text::normal(&other.what)
        && same_name(&one.collation, &other.collation)
        && one.descending == other.descending
}

fn same_foreign_key(one: &ForeignKey, other: &ForeignKey) -> bool {
    same_name(&one.table, &other.table)
        && same_names(&one.columns, &other.columns)
        && same_names(&one.references, &other.references)
        && one.on_delete == other.on_delete
        && one.on_update == other.on_update
}

fn same_names(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same_name(a, b))
}
