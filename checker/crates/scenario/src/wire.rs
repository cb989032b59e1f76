//! What crosses the process border. Both sides use these types. To the checker, a report is hostile
//! input.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// The length limit for the text of an observation, in bytes. Longer texts are cut.
pub const TEXT_LIMIT: usize = 16 * 1024;

/// The text of an observation if there was nothing to see.
pub const NOTHING: &str = "(nothing)";

/// A kind of database server, which some observations need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Server {
    /// PostgreSQL.
    Postgres,
    /// MariaDB, or MySQL.
    MySql,
}

impl Server {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Postgres, Self::MySql];

    /// The cargo feature with its driver, which is also its name in lesson.toml.
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

/// What the checker asks of a process, as a JSON object on standard input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepRequest {
    /// The id of the step to run.
    pub step: String,
    /// What the last record of the report must contain. It is drawn anew for every process, and
    /// read before any code of the student runs.
    pub receipt: String,
    /// The folder of the crate that is graded.
    pub crate_dir: PathBuf,
    /// An empty folder for this process alone, outside the course.
    pub work: PathBuf,
    /// Another empty folder, the current directory of the process.
    pub cwd: PathBuf,
    /// The file for the records, one JSON object per line. `None`: it is open already.
    pub report: Option<PathBuf>,
    /// The wall-clock limit of the step, in seconds.
    pub seconds: u64,
    /// The URLs of the available servers, each for a user who may create databases.
    #[serde(default)]
    pub servers: BTreeMap<Server, String>,
    /// The file for the statements that SQLite began, one [`Executed`] per line, if they are
    /// wanted.
    #[serde(default)]
    pub statements: Option<PathBuf>,
    /// The folder for the databases as each observation left them, in a folder with its id, if they
    /// are wanted. Its parent has all folders of the step.
    #[serde(default)]
    pub moments: Option<PathBuf>,
    /// The SQL that fills a database of `Scenario::filled`.
    pub microblog: String,
}

/// A statement that SQLite began to run, without bound values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executed {
    /// The title of the observation during which it began; empty if there was none.
    pub observation: String,
    /// The path of its database; empty for one in memory.
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
        /// Identifies the observation in its step.
        id: String,
        /// What was tried, in words for students.
        title: String,
        /// What happened.
        text: String,
    },
    /// Evidence for a diagnosis, which earns no points.
    Clue {
        /// Identifies the clue in its step.
        id: String,
        /// What was seen.
        text: String,
    },
    /// An observation that ended in a panic.
    Panic {
        /// Identifies the observation in its step.
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
    /// An observation that was not made, because its server is not available.
    Skipped {
        /// Identifies the observation in its step.
        id: String,
        /// What would have been tried.
        title: String,
        /// The kind of server.
        server: Server,
    },
    /// The last record: the step ran to its end.
    Receipt {
        /// [`StepRequest::receipt`].
        receipt: String,
    },
}
