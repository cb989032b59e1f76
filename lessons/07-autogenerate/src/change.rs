//! Given: what can differ, in the words of Alembic's log.

use std::fmt;

use crate::{Column, ForeignKey, Index, Table};

/// One thing that must change in the database so that it is as the models say.
#[derive(Clone, Debug)]
pub enum Change {
    /// The models have one more table. Its columns, indexes and foreign keys come with it and are
    /// no changes of their own.
    AddTable(Table),
    /// The models have no such table.
    RemoveTable(Table),
    /// The table has one more column.
    AddColumn {
        /// The name of the table.
        table: String,
        /// As the models have it.
        column: Column,
    },
    /// The table has no such column in the models.
    RemoveColumn {
        /// The name of the table.
        table: String,
        /// As the database has it.
        column: Column,
    },
    /// The column is there on both sides, and not the same.
    ChangeColumn {
        /// The name of the table.
        table: String,
        /// As the database has it.
        from: Column,
        /// As the models have it.
        to: Column,
    },
    /// The table has one more index, or one more UNIQUE. An index that is changed is removed and
    /// added.
    AddIndex {
        /// The name of the table.
        table: String,
        /// As the models have it.
        index: Index,
    },
    /// The table has no such index in the models.
    RemoveIndex {
        /// The name of the table.
        table: String,
        /// As the database has it.
        index: Index,
    },
    /// The table has one more foreign key. One that is changed is removed and added.
    AddForeignKey {
        /// The name of the table.
        table: String,
        /// As the models have it.
        foreign_key: ForeignKey,
    },
    /// The table has no such foreign key in the models.
    RemoveForeignKey {
        /// The name of the table.
        table: String,
        /// As the database has it.
        foreign_key: ForeignKey,
    },
    /// A column that is removed and one that is added differ in nothing but the name. It comes
    /// together with the two.
    PossibleRename {
        /// The name of the table.
        table: String,
        /// The column that is removed.
        from: String,
        /// The column that is added.
        to: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddTable(table) => write!(formatter, "added table '{}'", table.name),
            Self::RemoveTable(table) => write!(formatter, "removed table '{}'", table.name),
            Self::AddColumn { table, column } => {
                write!(formatter, "added column '{table}.{}'", column.name)
            }
            Self::RemoveColumn { table, column } => {
                write!(formatter, "removed column '{table}.{}'", column.name)
            }
            Self::ChangeColumn { table, from, .. } => {
                write!(formatter, "changed column '{table}.{}'", from.name)
            }
            Self::AddIndex { table, index } => {
                write!(formatter, "added {} on '{table}'", kind(index))
            }
            Self::RemoveIndex { table, index } => {
                write!(formatter, "removed {} on '{table}'", kind(index))
            }
            Self::AddForeignKey { table, foreign_key } => {
                let columns = foreign_key.columns.join(", ");
                write!(formatter, "added foreign key ({columns}) on '{table}'")
            }
            Self::RemoveForeignKey { table, foreign_key } => {
                let columns = foreign_key.columns.join(", ");
                write!(formatter, "removed foreign key ({columns}) on '{table}'")
            }
            Self::PossibleRename { table, from, to } => {
                write!(formatter, "possible rename of '{table}.{from}' to '{to}'")
            }
        }
    }
}

/// `index (user_id, timestamp)`, `unique index (email)`.
fn kind(index: &Index) -> String {
    let terms: Vec<&str> = index.terms.iter().map(|term| &*term.what).collect();
    let unique = if index.unique { "unique " } else { "" };
    format!("{unique}index ({})", terms.join(", "))
}
