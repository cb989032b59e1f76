//! Course, lesson, step: what is graded.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

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
    /// What the lesson asks, in a few words.
    pub title: String,
    /// Packages besides rusqlite that the step files use.
    pub dependencies: Vec<String>,
    /// What one step's process may use.
    pub limits: Limits,
    /// The steps, in the order in which they are taught.
    pub steps: Vec<Step>,
    /// What its step files say otherwise with each seed.
    pub vocabulary: Vocabulary,
    /// Files that students may add besides, from the lesson's folder; `*` stands for
    /// any part of a file's name.
    pub student: Vec<String>,
    /// The lesson's folder in `checker/course/`.
    pub dir: PathBuf,
    /// Where its right answers and known mistakes are: the same folder, unless the
    /// code that is graded must not see them.
    pub answers: PathBuf,
}

/// The names and numbers of a lesson's step files that mean nothing in themselves: a seed
/// draws others for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Words in lower case. One with `_` in it stands for a pattern of another one.
    pub words: Vec<String>,
    /// Runs of numbers of at least two digits, which stay apart by as much as they are.
    pub amounts: Vec<RangeInclusive<u64>>,
}

/// What is graded and has points.
#[derive(Debug)]
pub struct Step {
    /// From 1, in its lesson.
    pub number: usize,
    /// A word that names the step in its lesson.
    pub id: String,
    /// What the step is about, in a few words.
    pub title: String,
    /// Points for a right answer.
    pub points: u32,
    /// Where the student works, from the lesson's folder.
    pub file: String,
    /// Files that an answer adds besides, from the lesson's folder.
    pub adds: Vec<String>,
    /// The functions that the step calls, as Rust writes them.
    pub signature: String,
    /// Steps of the same lesson whose answers this one uses.
    pub after: Vec<String>,
    /// Servers on which some of its observations are made.
    pub servers: Vec<Server>,
    /// How points are given to a half right answer.
    pub credit: Credit,
    /// What the checker looks at itself when the step's process has ended.
    pub looks: Vec<Look>,
    /// From a nudge to a near answer.
    pub hints: Vec<String>,
    /// What to say when an observation differs and no known mistake explains
    /// it, by the observation's id.
    pub advice: BTreeMap<String, String>,
}

/// How points are given to a half right answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Credit {
    /// All observations are right, or there are no points.
    #[default]
    Whole,
    /// Each observation has the same share of the points, rounded down.
    Equal,
    /// The observations whose ids are named earn their own points; all others
    /// together earn what is left, or nothing.
    Shares(BTreeMap<String, u32>),
}

/// An observation that the checker makes, from outside of the student's process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The observation's name in its step.
    pub id: String,
    /// What is looked at, as a student reads it.
    pub title: String,
    /// Where to look.
    pub at: LookAt,
}

/// Where the checker looks. Paths start at the step's scratch folder, in which
/// `cwd` is the current directory and `work` the other folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookAt {
    /// The names of all files below a folder.
    Files(PathBuf),
    /// How a database file says it is journaled, from its header's bytes 18, 19.
    Journal(PathBuf),
    /// The tables of a database, in the canonical text of `pure/schema.rs`.
    Schema {
        /// The database file.
        database: PathBuf,
        /// The tables to show, in lower case; all of them if none is named.
        tables: Vec<String>,
        /// What is not shown of them.
        omit: Vec<Omit>,
    },
    /// The rows that a query gives.
    Rows {
        /// The database file.
        database: PathBuf,
        /// A query of the author's, with an ORDER BY.
        sql: String,
    },
}

/// A part of the canonical text of a schema that a step does not judge, by the
/// word for it in lesson.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Omit {
    /// What a foreign key does `on delete`.
    Actions,
    /// Indexes that are no rule.
    Lookups,
    /// Whether `unique` minds upper and lower case.
    Case,
}

/// What one step's process may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall clock, in seconds.
    pub seconds: u64,
    /// Address space, in MiB. Enforced on Linux.
    pub memory_mib: u64,
    /// Each of standard output and standard error, in KiB.
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
    /// Somebody else's, laid over a course without solutions.
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

    /// The name by which a step is asked for, such as `config/url`.
    pub fn name_of(&self, step: &Step) -> String {
        format!("{}/{}", self.id, step.id)
    }

    /// Whether a step makes observations on this server.
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
