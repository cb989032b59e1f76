//! What was kept of the last run of a step, as values.

use course::lesson::Step;
use scenario::IN_MEMORY;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What was kept of the last run of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// The folder of the kept databases.
    pub files: PathBuf,
    /// When the run ended.
    pub when: SystemTime,
    /// What was kept.
    pub kept: Kept,
}

/// What was kept, as recorded in a file beside the databases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The databases, by name.
    pub databases: Vec<KeptDatabase>,
    /// Databases that were not kept.
    pub left_out: Vec<OmittedDatabase>,
    /// The statements that SQLite began to run, without bound values.
    pub statements: Vec<Statement>,
    /// The ids of the observations that were as they should be.
    #[serde(default)]
    pub right: Vec<String>,
    /// Where the first failed observation ran statements, if it did in a file that is kept.
    #[serde(default)]
    pub failed: Option<FailedOn>,
}

/// The database of an observation that is not as it should be. It is kept as that left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedOn {
    /// The title of the observation.
    pub observation: String,
    /// The name of the database.
    pub database: String,
}

/// A database that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDatabase {
    /// Its path in the step's scratch folder, such as `work/app.db`.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A database that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OmittedDatabase {
    /// Its path, without control characters.
    pub name: String,
    /// Why it was not kept.
    pub why: String,
}

/// A statement, without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The title of the observation during which it began; empty if there was none.
    pub observation: String,
    /// The name of its database; empty for one in memory.
    pub database: String,
    /// Its text.
    pub sql: String,
}

impl Statement {
    /// The name under which its database is kept, if it is.
    pub fn kept_as(&self) -> &str {
        match self.database.as_str() {
            "" => IN_MEMORY,
            name => name,
        }
    }
}

/// The database to look into: that of the first failure; or one by which the step is graded; or
/// the largest.
pub fn main_database<'k>(kept: &'k Kept, step: &Step) -> Option<&'k KeptDatabase> {
    let databases = &kept.databases;
    let failed = kept.failed.iter();
    let mut failed = failed.filter_map(|failed| {
        let mut databases = databases.iter();
        databases.find(|known| known.name == failed.database)
    });
    let looked_at = step.looks.iter().filter_map(|look| look.at.database());
    let mut looked_at = looked_at.filter_map(|path| {
        databases
            .iter()
            .find(|known| Path::new(&known.name) == path)
    });
    let longest = || databases.iter().rev().max_by_key(|database| database.bytes);
    failed.next().or_else(|| looked_at.next()).or_else(longest)
}
