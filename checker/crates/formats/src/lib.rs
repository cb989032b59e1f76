//! From a grade to what programs and browsers read: JSON, `JUnit`, CTRF, annotations of
//! GitHub Actions, files of gradebooks, and a page. Each format is one file, and a function
//! of a grade, or of the error that stands in its place.
//!
//! Nothing here knows how a grade comes about, or which command asks for it. Whatever a
//! student's program wrote stays text in every format, and none of its lines is a command
//! to GitHub Actions, in whose log it may end.
//!
//! Begin with [`write()`]. `test_case` says of each step what nearly all formats say of it;
//! a format only puts that into its own words. [`ci`] reads the environment, [`diagrams`]
//! reads what steps left, [`atomic_file`] writes files: all else is pure.

pub mod atomic_file;
pub mod ci;
pub mod diagrams;
pub mod github;
pub mod html;
pub mod json;
pub mod timestamp;

mod classroom50;
mod csv;
mod ctrf;
mod github_classroom;
mod gradescope;
mod junit;
mod markdown;
mod prairielearn;
mod run_metadata;
mod test_case;

pub use run_metadata::{Classroom50, RunMetadata};

use course::error::Error;
use course::grade::Grade;
use std::collections::BTreeMap;
use std::io::{self, Write};
use terminal::diagram::Diagram;
use terminal::submission;

/// A way to write a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Terminal,
    /// The course's own: `checker/schema/grade-v1.schema.json`.
    Json,
    /// `JUnit` XML, as GitLab and most other readers take it.
    Junit,
    /// `JUnit` XML for readers that refuse what Jenkins' schema does not know.
    JunitStrict,
    /// Common Test Report Format (ctrf.io).
    Ctrf,
    /// Annotations of GitHub Actions.
    Github,
    /// Markdown, such as the summary of a job on GitHub Actions.
    Markdown,
    /// The `result.json` of Classroom 50.
    Classroom50,
    /// A step's output for the reporter of GitHub Classroom.
    GithubClassroom,
    /// The `results.json` of Gradescope.
    Gradescope,
    /// The `results.json` of `PrairieLearn`.
    Prairielearn,
    /// A row per lesson, in nbgrader's columns.
    Csv,
}

impl Format {
    /// All of them, in the order of `--help`.
    pub const ALL: [Self; 12] = [
        Self::Terminal,
        Self::Json,
        Self::Junit,
        Self::JunitStrict,
        Self::Ctrf,
        Self::Github,
        Self::Markdown,
        Self::Classroom50,
        Self::GithubClassroom,
        Self::Gradescope,
        Self::Prairielearn,
        Self::Csv,
    ];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::JunitStrict => "junit-strict",
            Self::Ctrf => "ctrf",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Classroom50 => "classroom50",
            Self::GithubClassroom => "github-classroom",
            Self::Gradescope => "gradescope",
            Self::Prairielearn => "prairielearn",
            Self::Csv => "csv",
        }
    }

    /// What `--help` says of it.
    pub fn about(self) -> &'static str {
        match self {
            Self::Terminal => "For people",
            Self::Json => "For programs: checker/schema/grade-v1.schema.json",
            Self::Junit => "JUnit XML, with the file and line of each step",
            Self::JunitStrict => "JUnit XML as Jenkins' schema has it",
            Self::Ctrf => "Common Test Report Format (ctrf.io)",
            Self::Github => "Annotations of GitHub Actions",
            Self::Markdown => "A summary, with the schema as a diagram",
            Self::Classroom50 => "The result.json of Classroom 50",
            Self::GithubClassroom => "An output for GitHub Classroom's reporter",
            Self::Gradescope => "The results.json of Gradescope",
            Self::Prairielearn => "The results.json of PrairieLearn",
            Self::Csv => "A row per lesson, in nbgrader's columns",
        }
    }
}

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Graded<'a> {
    /// The result of the run.
    pub grade: &'a Grade<'a>,
    /// The schema that a step left, by the step's name, such as `models/users`.
    pub diagrams: &'a BTreeMap<String, Diagram>,
    /// When it was, and whose code it is.
    pub run_metadata: &'a RunMetadata,
    /// How to set what a person reads.
    pub style: terminal::Style<'a>,
}

/// Writes the report on a whole run.
pub fn write(out: &mut dyn Write, format: Format, graded: Graded<'_>) -> io::Result<()> {
    match format {
        Format::Terminal => {
            submission::write(out, graded.grade, graded.style)?;
            terminal::write_grade(out, graded.grade, graded.style)
        }
        Format::Json => json::write_grade(out, graded.grade),
        Format::Junit => junit::write(out, graded, junit::Reader::Any),
        Format::JunitStrict => junit::write(out, graded, junit::Reader::Strict),
        Format::Ctrf => ctrf::write(out, graded),
        Format::Github => github::write(out, graded),
        Format::Markdown => markdown::write(out, graded),
        Format::Classroom50 => classroom50::write(out, graded),
        Format::GithubClassroom => github_classroom::write(out, graded),
        Format::Gradescope => gradescope::write(out, graded),
        Format::Prairielearn => prairielearn::write(out, graded),
        Format::Csv => csv::write(out, graded),
    }
}

/// Writes why there is no grade. No reader takes it for one: a format that has no word
/// for it says that 0 of 0 points were earned.
pub fn write_error(
    out: &mut dyn Write,
    format: Format,
    error: &Error,
    run_metadata: &RunMetadata,
) -> io::Result<()> {
    let message = test_case::no_grade(error);
    match format {
        Format::Terminal => terminal::write_error(out, &error.to_string()),
        Format::Json => json::write_error(out, error),
        Format::Junit | Format::JunitStrict => junit::write_error(out, &message),
        Format::Ctrf => ctrf::write_error(out, &message, run_metadata),
        Format::Github => github::write_error(out, &message),
        Format::Markdown => markdown::write_error(out, &message),
        Format::Classroom50 => classroom50::write_error(out, run_metadata),
        Format::GithubClassroom => github_classroom::write_error(out, &message),
        Format::Gradescope => gradescope::write_error(out, &message),
        Format::Prairielearn => prairielearn::write_error(out, &message),
        Format::Csv => csv::write_header(out),
    }
}

#[cfg(test)]
mod tests;
