//! What a step's process did, and what that means. All of this is data: a wrong answer is
//! never an `Err`, however it is wrong.

use crate::lesson::Server;
use std::path::PathBuf;
use std::time::Duration;

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// Exit code 0.
    Success,
    /// Another exit code.
    Code(i32),
    /// Ended by a signal (Unix).
    Signal(i32),
    /// Stopped by the checker at the wall-clock limit.
    Timeout,
    /// Stopped by the checker because it printed too much.
    OutputLimit,
    /// Stopped by the checker because its files took too much room (trusted grading).
    DiskLimit,
    /// Stopped, or not even started, because the time for everything that is graded was over.
    OutOfTime,
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All points.
    Passed,
    /// Some points.
    Partly,
    /// No points: something differs from what is expected.
    Failed,
    /// No points: a `todo!()` was reached, and nothing was right.
    NotStarted,
    /// No points: the student's crate, or this step's use of it, does not compile.
    DoesNotCompile,
    /// No points: the process ended before the step did.
    Crashed,
    /// No points: the process was stopped at its time limit.
    TimedOut,
    /// No points: another step must be right first.
    Blocked,
    /// The course is at fault, not the student.
    CourseBroken,
}

/// Something that was tried, and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Identifies the observation in its step, everywhere in the course.
    pub id: String,
    /// What was tried, in words for students.
    pub title: String,
    /// What happened.
    pub text: String,
}

/// Evidence that earns no points, but tells one wrong answer from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// Identifies the clue in its step.
    pub id: String,
    /// What was seen.
    pub text: String,
}

/// An observation on a server that was not made. This costs no points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Identifies the observation in its step.
    pub id: String,
    /// What would have been tried, in words for students.
    pub title: String,
    /// Why it was not.
    pub why: Why,
}

/// Why an observation on a server was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There is no such server; the text says what would help.
    NoServer(String),
    /// Something that needs no server is not right yet, and starting a server takes time.
    RestFirst(Server),
}

/// A panic in the student's code or in something it called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// The id of the observation during which it happened.
    pub id: String,
    /// The title of that observation.
    pub title: String,
    /// The panic's message.
    pub message: String,
    /// The source file, as rustc names it.
    pub file: PathBuf,
    /// The line in `file`, from 1.
    pub line: u32,
    /// Whether it was a `todo!()`.
    pub todo: bool,
}

impl Panic {
    /// Whether it happened in a step file, which did not find what an answer should have left.
    pub fn is_in_a_step_file(&self) -> bool {
        let mut folders = self.file.iter();
        folders.any(|folder| folder == "scenarios" || folder == "scenario")
    }
}

/// All that a step's process left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRun {
    /// The observations, in the order in which they were made.
    pub observations: Vec<Observation>,
    /// The clues.
    pub clues: Vec<Clue>,
    /// The observations that were skipped.
    pub skipped: Vec<Skipped>,
    /// Panics, each with an observation of the same id.
    pub panics: Vec<Panic>,
    /// Whether the step ran to its end.
    pub complete: bool,
    /// How the process ended.
    pub exit: Exit,
    /// The end of what the process wrote to standard output.
    pub stdout: String,
    /// The end of what the process wrote to standard error.
    pub stderr: String,
    /// How long the process ran.
    pub duration: Duration,
}

/// An error or warning from the compiler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The message alone, on one line.
    pub message: String,
    /// rustc's own rendering, with ANSI colours.
    pub rendered: String,
    /// The file it points to, absolute.
    pub file: Option<PathBuf>,
    /// The line in `file`, from 1.
    pub line: Option<usize>,
    /// Other lines that it refers to, such as the definition of a function.
    pub mentions: Vec<Mention>,
}

/// A line of source that a diagnostic refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The file.
    pub file: PathBuf,
    /// The line in `file`, from 1.
    pub line: usize,
    /// The line's text, without the blanks around it.
    pub text: String,
}

/// One observation, next to what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Identifies the observation in its step.
    pub id: String,
    /// What was tried, in words for students.
    pub title: String,
    /// What a right answer shows. `None`: the snapshot has no such observation, which is a
    /// defect of the course.
    pub expected: Option<String>,
    /// What this answer showed. `None`: the process did not get that far.
    pub actual: Option<String>,
}

impl Check {
    /// Whether this observation is right.
    pub fn passed(&self) -> bool {
        self.expected.is_some() && self.expected == self.actual
    }
}

/// Why an answer is wrong, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The known mistake, such as `connect.typo`; `None` if this is only advice.
    pub mistake: Option<String>,
    /// The sentence for the student.
    pub say: String,
    /// The ids of the observations that it explains.
    pub about: Vec<String>,
}

/// Why a lesson or a step could not be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildFailure {
    /// The crate does not compile: the compiler's errors.
    Compile(Vec<Diagnostic>),
    /// The crate compiles, but not the calls that the step makes to it.
    Signature(Vec<Diagnostic>),
    /// The manifest is unusable, for this reason.
    Manifest(String),
    /// The folder does not exist.
    Missing(PathBuf),
    /// The time for everything that is graded was over before.
    NotReached(String),
}
