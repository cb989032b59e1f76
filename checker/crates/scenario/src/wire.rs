//! What crosses the process border. Both sides use these types; the checker
//! treats every byte of a report as hostile input.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// The longest text of one observation, in bytes. Longer ones are cut.
pub const TEXT_LIMIT: usize = 16 * 1024;

/// What an observation says when there was nothing to see.
pub const NOTHING: &str = "(nothing)";

/// A database server on which some observations are made, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Server {
    /// PostgreSQL.
    Postgres,
    /// MariaDB, or MySQL.
    MySql,
}

impl Server {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Postgres, Self::MySql];

    /// The cargo feature that brings the driver; also its word in lesson.toml.
    pub fn feature(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MariaDB",
        })
    }
}

/// What the checker asks of one process, as one JSON object on standard input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// The step to exercise.
    pub step: String,
    /// What the last record of the report must hold. It is drawn anew for every
    /// process and is read before any code of the student runs.
    pub receipt: String,
    /// The folder of the crate that is graded.
    pub crate_dir: PathBuf,
    /// An empty folder for this process alone, outside of the course.
    pub work: PathBuf,
    /// The current directory of the process, another empty folder.
    pub cwd: PathBuf,
    /// Where the records go, one JSON object a line.
    pub report: PathBuf,
    /// The wall-clock limit of the step, in seconds.
    pub seconds: u64,
    /// The URLs of the servers that are there, each with the rights to make
    /// databases.
    #[serde(default)]
    pub servers: BTreeMap<Server, String>,
    /// Where the statements go that SQLite began, one [`Executed`] a line, if
    /// anybody wants to look at them later.
    #[serde(default)]
    pub statements: Option<PathBuf>,
    /// What fills a database of `Scenario::filled`, in SQL.
    pub microblog: String,
}

/// A statement that SQLite began, without the values bound to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executed {
    /// The title of the observation during which it began; empty between two.
    pub observation: String,
    /// The path of the connection's database; empty if it is in memory.
    pub database: String,
    /// The statement.
    pub sql: String,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Record {
    /// Something that was tried, and what happened.
    Observation {
        /// The observation's name in its step.
        id: String,
        /// What was tried, as a student reads it.
        title: String,
        /// What happened.
        text: String,
    },
    /// Something worth knowing for a diagnosis that earns no points.
    Clue {
        /// The clue's name in its step.
        id: String,
        /// What was seen.
        text: String,
    },
    /// An observation that ended in a panic.
    Panic {
        /// The observation's name in its step.
        id: String,
        /// What was tried.
        title: String,
        /// The panic's message.
        message: String,
        /// The source file, as rustc names it.
        file: String,
        /// The line in `file`, from 1.
        line: u32,
        /// Whether the panic came from `todo!()` or `unimplemented!()`.
        todo: bool,
    },
    /// An observation that was not made, because its server is not there.
    Skipped {
        /// The observation's name in its step.
        id: String,
        /// What would have been tried.
        title: String,
        /// On which server.
        server: Server,
    },
    /// The last line: the step came to its end.
    Receipt {
        /// [`Request::receipt`].
        receipt: String,
    },
}
