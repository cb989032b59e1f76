//! Given: what a machine cannot know and a person says, and what comes out in the end.

use std::{fmt, str::FromStr};

/// What the person who runs `migrate` has decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Columns that have a new name. What is in them stays.
    pub renames: Vec<Rename>,
    /// Whether tables and columns may be dropped, with what is in them.
    pub allow_drop: bool,
}

/// A column with a new name: `users.username=nickname`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name of the table.
    pub table: String,
    /// The name of the column in the database.
    pub from: String,
    /// Its name in the models.
    pub to: String,
}

/// A migration: the way up and the way back, as SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// From the database to the models.
    pub up: String,
    /// From the models back to the database.
    pub down: String,
}

impl Rename {
    /// The same on the way back.
    #[must_use]
    pub fn back(&self) -> Self {
        Self {
            table: self.table.clone(),
            from: self.to.clone(),
            to: self.from.clone(),
        }
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}={}", self.table, self.from, self.to)
    }
}

impl FromStr for Rename {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('=').and_then(|(from, to)| {
            let (table, from) = from.split_once('.')?;
            Some([table, from, to])
        });
        match parts {
            Some([table, from, to]) if ![table, from, to].contains(&"") => Ok(Self {
                table: table.to_owned(),
                from: from.to_owned(),
                to: to.to_owned(),
            }),
            _ => Err("expected table.column=new_name".to_owned()),
        }
    }
}
