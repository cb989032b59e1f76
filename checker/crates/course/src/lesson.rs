//! Course, lesson and step: what is graded.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

pub use scenario::Server;

/// All lessons, in order.
#[derive(Debug)]
pub struct Course {
    /// The folder that holds `lessons/`, `solutions/` and `checker/`.
    pub root: PathBuf,
    /// The lessons, by number.
    pub lessons: Vec<Lesson>,
}

/// A lesson: one crate in `lessons/`, one in `solutions/`, and the folder in
/// `checker/course/` that says how it is graded.
#[derive(Debug)]
pub struct Lesson {
    /// From the folder's name: 1 of `01-config`.
    pub number: u32,
    /// From the folder's name: `config` of `01-config`. Also the package's name.
    pub id: String,
    /// What the lesson is about, in a few words.
    pub title: String,
    /// Packages besides rusqlite that the step files use.
    pub dependencies: Vec<String>,
    /// Limits for the process of each step.
    pub limits: Limits,
    /// The steps, in the order in which they are taught.
    pub steps: Vec<Step>,
    /// The words and numbers of its step files that a seed replaces.
    pub vocabulary: Vocabulary,
    /// Other files that students may add, relative to the lesson's folder; `*` stands for
    /// any part of a file name.
    pub student: Vec<String>,
    /// The lesson's folder in `checker/course/`.
    pub dir: PathBuf,
    /// The folder of its right answers and known mistakes: the same one, unless the graded
    /// code must not see them.
    pub answers: PathBuf,
}

/// The names and numbers in a lesson's step files that are arbitrary, so that a seed can
/// replace them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Words in lower case. One that is another one with `_` for some letters is a pattern.
    pub words: Vec<String>,
    /// Ranges of numbers of at least two digits. The numbers of a range keep their distance.
    pub amounts: Vec<RangeInclusive<u64>>,
}

/// What is graded and has points.
#[derive(Debug)]
pub struct Step {
    /// From 1, in its lesson.
    pub number: usize,
    /// A word that identifies the step in its lesson.
    pub id: String,
    /// What the step is about, in a few words.
    pub title: String,
    /// Points for a right answer.
    pub points: u32,
    /// The file that the student edits, relative to the lesson's folder.
    pub file: String,
    /// Files that an answer adds, relative to the lesson's folder.
    pub adds: Vec<String>,
    /// The functions that the step calls, as Rust code.
    pub signature: String,
    /// The ids of the observations that are about the way down only.
    pub down: Vec<String>,
    /// Steps of the same lesson that this one builds on.
    pub after: Vec<String>,
    /// Servers that some of its observations need.
    pub servers: Vec<Server>,
    /// How a partly right answer is credited.
    pub credit: Credit,
    /// What the checker itself looks at when the step's process has ended.
    pub looks: Vec<Look>,
    /// From a nudge to almost the answer.
    pub hints: Vec<Hint>,
    /// What to say, by the id of an observation that differs, when no known mistake
    /// explains it.
    pub advice: BTreeMap<String, String>,
}

/// A hint of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What it says.
    pub text: String,
    /// The ids of the observations that it is about; none if it is about the whole step.
    pub about: Vec<String>,
}

impl Hint {
    /// Whether it tells what has been seen to be right, by the ids of what was right.
    pub fn is_settled(&self, right: &[String]) -> bool {
        !self.about.is_empty() && self.about.iter().all(|id| right.contains(id))
    }
}

/// How a partly right answer is credited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Credit {
    /// All points if all observations are right, else none.
    #[default]
    Whole,
    /// Every observation earns the same share of the points; the sum is rounded down.
    Equal,
    /// The observations with these ids earn these points each; all others together earn
    /// the rest, or nothing.
    Shares(BTreeMap<String, u32>),
}

/// An observation that the checker makes from outside the student's process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Identifies the observation in its step.
    pub id: String,
    /// What is looked at, in words for students.
    pub title: String,
    /// What to look at.
    pub at: LookAt,
}

/// What the checker looks at. Paths are relative to the step's scratch folder, in which `cwd`
/// is the current directory and `work` the folder for databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookAt {
    /// The names of all files below a folder.
    Files(PathBuf),
    /// The journal mode of a database file, from bytes 18 and 19 of its header.
    Journal(PathBuf),
    /// The tables of a database, in the canonical text of the harness.
    Schema {
        /// The database file.
        database: PathBuf,
        /// The tables to show, in lower case; all of them if none is named.
        tables: Vec<String>,
        /// What to leave out of the text.
        omit: Vec<Omit>,
    },
    /// The rows that a query returns.
    Rows {
        /// The database file.
        database: PathBuf,
        /// The query, with an ORDER BY.
        sql: String,
    },
}

impl LookAt {
    /// The database that is looked at, if it is one.
    pub fn database(&self) -> Option<&Path> {
        match self {
            Self::Journal(database)
            | Self::Schema { database, .. }
            | Self::Rows { database, .. } => Some(database),
            Self::Files(_) => None,
        }
    }
}

/// A part of the canonical text of a schema that a step does not judge, by its name in
/// lesson.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Omit {
    /// The `on delete` action of foreign keys.
    Actions,
    /// Indexes that enforce nothing.
    Lookups,
    /// Whether `unique` distinguishes upper and lower case.
    Case,
}

/// Limits for the process of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall-clock time, in seconds.
    pub seconds: u64,
    /// Address space, in MiB. Enforced on Linux only.
    pub memory_mib: u64,
    /// Standard output and standard error, each, in KiB.
    pub output_kib: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            seconds: 10,
            memory_mib: 512,
            output_kib: 1024,
        }
    }
}

/// Whose code is graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The student's, in `lessons/`.
    Lesson,
    /// Ours, in `solutions/`.
    Solution,
    /// Somebody else's, copied over a course without solutions.
    Submission,
}

impl Variant {
    /// The folder of the workspace that holds the variant.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Lesson | Self::Submission => "lessons",
            Self::Solution => "solutions",
        }
    }
}

impl Lesson {
    /// The lesson's folder, such as `01-config`.
    pub fn folder(&self) -> String {
        format!("{:02}-{}", self.number, self.id)
    }

    /// All points of the lesson.
    pub fn points(&self) -> u32 {
        self.steps.iter().map(|step| step.points).sum()
    }

    /// The name of a step on the command line, such as `config/url`.
    pub fn name_of(&self, step: &Step) -> String {
        format!("{}/{}", self.id, step.id)
    }

    /// The folder of its step files.
    pub fn scenarios(&self) -> PathBuf {
        self.dir.join("scenarios")
    }

    /// Whether a step needs this server.
    pub fn uses(&self, server: Server) -> bool {
        self.steps.iter().any(|step| step.servers.contains(&server))
    }

    /// The name by which Rust code uses the lesson's crate.
    pub fn crate_name(&self) -> String {
        self.id.replace('-', "_")
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lesson => "lesson",
            Self::Solution => "solution",
            Self::Submission => "submission",
        })
    }
}
