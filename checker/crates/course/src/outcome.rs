//! What a step's process did, and what that means. All of this is data: an
//! answer that is wrong in whatever way is never an `Err`.

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
    /// Stopped by the checker because it wrote too much.
    OutputLimit,
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
    /// No points: a `todo!()` was met, and nothing right before it.
    NotStarted,
    /// No points: the student's crate, or this step's use of it, does not compile.
    DoesNotCompile,
    /// No points: the process ended before the step did.
    Crashed,
    /// No points: the process was stopped at its time limit.
    TimedOut,
    /// No points: another step has to be right first.
    Blocked,
    /// The fault is ours.
    CourseBroken,
}

/// Something that was tried, and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Its name in its step, by which all of the course knows it.
    pub id: String,
    /// What was tried, as a student reads it.
    pub title: String,
    /// What happened.
    pub text: String,
}

/// Something that earns no points but tells one wrong answer from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// Its name in its step.
    pub id: String,
    /// What was seen.
    pub text: String,
}

/// An observation on a server that was not made. It costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The observation's name in its step.
    pub id: String,
    /// What would have been tried, as a student reads it.
    pub title: String,
    /// Why it was not.
    pub why: Why,
}

/// Why an observation on a server was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There is no such server; what would help.
    NoServer(String),
    /// What needs no server is not right yet, and a server takes time to start.
    RestFirst(Server),
}

/// A panic in the student's code or under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// The observation during which it happened: its name in its step.
    pub id: String,
    /// The same, as a student reads it.
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

/// All that a step's process left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRun {
    /// What was seen, in the order in which it was tried.
    pub observations: Vec<Observation>,
    /// What only helps to tell one wrong answer from another.
    pub clues: Vec<Clue>,
    /// What was not tried on a server.
    pub skipped: Vec<Skipped>,
    /// Panics, each with an observation of the same id.
    pub panics: Vec<Panic>,
    /// Whether the step came to its end.
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

/// An error or warning of the compiler's.
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
    /// Other places that it refers to, such as the function that is called.
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

/// One observation beside what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The observation's name in its step.
    pub id: String,
    /// What was tried, as a student reads it.
    pub title: String,
    /// What a right answer shows. `None`: the scenario saw something that the
    /// snapshot does not know (a defect of the course).
    pub expected: Option<String>,
    /// What this answer showed. `None`: the process never came so far.
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
    /// The known mistake that it is, such as `connect.typo`; `None`: advice.
    pub mistake: Option<String>,
    /// The sentence for the student.
    pub say: String,
    /// The observations that it explains, by their ids.
    pub about: Vec<String>,
}

/// A lesson's or step's answer to: why was nothing run?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildFailure {
    /// The crate does not compile: the compiler's errors.
    Compile(Vec<Diagnostic>),
    /// The crate compiles, but not the step's calls of it.
    Signature(Vec<Diagnostic>),
    /// The manifest is unusable: why.
    Manifest(String),
    /// There is no such folder.
    Missing(PathBuf),
}
