//! Why nothing of a lesson could be run: somebody else's words, and what to do.

use crate::blocks::{write_next, write_rule};
use crate::style::Style;
use crate::words::{DIM, paint, plural};
use course::feedback::{BuildFeedback, Cause};
use course::outcome::Diagnostic;
use std::io::{self, Write};
use textwrap::{Options, WordSeparator, WordSplitter};

/// So many errors of a crate are shown.
const ERRORS: usize = 3;

/// Writes why a lesson could not be built, and what to do.
pub fn write_build_failure(
    out: &mut dyn Write,
    feedback: &BuildFeedback<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let BuildFeedback {
        number,
        lesson,
        phrase,
        possible,
        repair,
        ..
    } = feedback;
    let head = format!("{number:02} {lesson} · {phrase}");
    // While somebody types, a typo takes nothing away.
    let points = if style.in_watch {
        plural(*possible as usize, "point")
    } else {
        format!("0 of {possible} points")
    };
    write_rule(out, &head, &points, style)?;
    match &feedback.cause {
        Cause::Errors(errors) => {
            write_errors(out, errors)?;
            let note = "Nothing here can run until it compiles. Then it is graded again.";
            writeln!(out, "    {}", paint(DIM, note))?;
            let then = if style.in_watch {
                "and save"
            } else {
                "save, run the checker again"
            };
            return write_next(out, &format!("{repair}, {then}"));
        }
        Cause::Words(why) => {
            for line in why.lines() {
                write_line(out, line, style)?;
            }
        }
        Cause::MissingFolder(folder) => {
            write_line(out, &format!("The folder {folder} is missing."), style)?;
        }
    }
    write_next(out, repair)
}

/// A line of somebody else's words, wrapped below its own beginning.
fn write_line(out: &mut dyn Write, line: &str, style: Style<'_>) -> io::Result<()> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let first = format!("    {indent}");
    let rest = format!("{first}  ");
    let options = Options::new(style.width)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    for part in textwrap::wrap(line.trim_start(), options) {
        writeln!(out, "{}", part.trim_end())?;
    }
    Ok(())
}

/// Writes the first of rustc's errors, in its own words and colours.
pub fn write_errors(out: &mut dyn Write, errors: &[Diagnostic]) -> io::Result<()> {
    for error in errors.iter().take(ERRORS) {
        writeln!(out, "{}", error.rendered.trim_end())?;
        writeln!(out)?;
    }
    match errors.len().saturating_sub(ERRORS) {
        0 => Ok(()),
        more => writeln!(out, "    … and {}\n", plural(more, "more error")),
    }
}
