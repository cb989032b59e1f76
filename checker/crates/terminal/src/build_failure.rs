//! Why a lesson could not be run: somebody else's words, and what to do.

use crate::grade::{Style, shown, without_root, write_next, write_rule};
use crate::words::{DIM, paint, plural};
use course::grade::LessonGrade;
use course::lesson::Lesson;
use course::outcome::{BuildFailure, Diagnostic};
use std::io::{self, Write};
use textwrap::{Options, WordSeparator, WordSplitter};

/// Of a crate that does not compile so many errors are shown.
const ERRORS: usize = 3;

/// A lesson that could not be built at all.
pub fn write(
    out: &mut dyn Write,
    lesson: &LessonGrade<'_>,
    build_failure: &BuildFailure,
    style: Style<'_>,
) -> io::Result<()> {
    let Lesson { number, id, .. } = lesson.lesson;
    let head = format!(
        "{number:02} {id} · {}",
        match build_failure {
            BuildFailure::Manifest(_) | BuildFailure::Missing(_) => "cannot be built",
            BuildFailure::Compile(_) | BuildFailure::Signature(_) => "does not compile",
        }
    );
    write_rule(
        out,
        &head,
        &format!("0 of {} points", lesson.possible()),
        style,
    )?;
    let next = match build_failure {
        BuildFailure::Compile(errors) | BuildFailure::Signature(errors) => {
            write_errors(out, errors)?;
            let note = "Nothing here can run until it compiles. Then it is graded again.";
            writeln!(out, "    {}", paint(DIM, note))?;
            let place = place_of(errors, style);
            if style.in_watch {
                format!("mend {place}, and save")
            } else {
                format!("mend {place}, save, run the checker again")
            }
        }
        BuildFailure::Manifest(why) => {
            for line in without_root(why, style).lines() {
                write_line(out, line, style)?;
            }
            let folder = lesson.lesson.folder();
            format!("mend it, or take it back: git checkout -- lessons/{folder}/Cargo.toml")
        }
        BuildFailure::Missing(dir) => {
            let folder = shown(dir, style);
            write_line(out, &format!("The folder {folder} is missing."), style)?;
            format!("take it back: git checkout -- {folder}")
        }
    };
    write_next(out, &next)
}

/// Where the first error is, such as `lessons/01-config/src/url.rs:7`.
fn place_of(errors: &[Diagnostic], style: Style<'_>) -> String {
    let place = errors.iter().find_map(|error| {
        let file = shown(error.file.as_deref()?, style);
        Some(
            error
                .line
                .map_or_else(|| file.clone(), |line| format!("{file}:{line}")),
        )
    });
    place.unwrap_or_else(|| "the lesson".to_owned())
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

/// rustc's own words, as they are, first things first.
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
