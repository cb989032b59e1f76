//! From a grade to what programs and browsers read: JSON, `JUnit`, CTRF, annotations of
//! GitHub Actions, and files of gradebooks. Each format is a file or a folder, and a
//! function of a grade, or of the error that stands in its place.
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
pub mod json;
pub mod timestamp;

mod classroom50;
mod csv;
mod ctrf;
mod format;
mod github_classroom;
mod graded;
mod gradescope;
mod junit;
mod markdown;
mod prairielearn;
mod run_metadata;
mod test_case;

pub use csv::NBGRADER_COLUMNS;
pub use format::Format;
pub use graded::Graded;
pub use run_metadata::{Classroom50, RunMetadata};

use course::error::Error;
use std::io::{self, Write};
use terminal::submission;

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
