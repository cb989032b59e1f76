//! What was taken of a submission, how it was locked up, and which seed it got.

use crate::style::Style;
use crate::words::{BOLD, DIM, GREEN, RED, YELLOW, paint, plural};
use course::confinement::{Confinement, Level};
use course::grade::Grade;
use course::submission::{IgnoredFile, Submission};
use std::io::{self, Write};
use textwrap::{Options, WordSplitter};

/// So many rejected files are named, and so many dropped ones.
const NAMED: usize = 8;

/// Writes what was taken, dropped and rejected, the sandbox, and the seed.
pub fn write(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    if let Some(submission) = &grade.submission {
        write_submission(out, submission, style)?;
    }
    if let Some(confinement) = &grade.sandbox {
        write_confinement(out, confinement, style)?;
    }
    grade
        .seed
        .map_or(Ok(()), |seed| write_seed(out, seed, style))
}

fn write_seed(out: &mut dyn Write, seed: u32, style: Style<'_>) -> io::Result<()> {
    let text = format!(
        "{seed}: it drew other names and numbers, which are told here as in the course; \
         --seed {seed} draws them again"
    );
    write_line(out, &paint(BOLD, "Seed"), &text, style)
}

fn write_submission(
    out: &mut dyn Write,
    submission: &Submission,
    style: Style<'_>,
) -> io::Result<()> {
    let Submission { name, found, .. } = submission;
    let taken = plural(submission.taken.len(), "file");
    let head = format!("{name}: {found}; {taken} taken");
    write_line(out, &paint(BOLD, "Submission"), &head, style)?;
    let rejected = submission.rejected.iter();
    for IgnoredFile { path, why } in rejected.clone().take(NAMED) {
        write_line(
            out,
            &paint(RED, "  rejected"),
            &format!("{path}: {why}"),
            style,
        )?;
    }
    write_more(out, rejected.len() + submission.more_rejected, style)?;
    // A file in a lesson that was dropped is worth a line; the rest of a clone is not.
    let is_outside = |one: &&IgnoredFile| one.why.starts_with("it is outside");
    let (outside, inside): (Vec<_>, Vec<_>) = submission.dropped.iter().partition(is_outside);
    for IgnoredFile { path, why } in inside.iter().take(NAMED) {
        write_line(
            out,
            &paint(YELLOW, "  dropped"),
            &format!("{path}: {why}"),
            style,
        )?;
    }
    // What is outside is listed last, and left out first.
    let more = submission.more_dropped;
    let (more_inside, more_outside) = if outside.is_empty() {
        (more, 0)
    } else {
        (0, more)
    };
    write_more(out, inside.len() + more_inside, style)?;
    if !outside.is_empty() {
        let names = outside.iter().take(NAMED).map(|one| one.path.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        let more = match (outside.len() + more_outside).checked_sub(NAMED) {
            None | Some(0) => String::new(),
            Some(more) => format!(", … and {more} more"),
        };
        let names = format!("outside of the lessons: {names}{more}");
        write_line(out, &paint(DIM, "  dropped"), &names, style)?;
    }
    Ok(())
}

fn write_more(out: &mut dyn Write, count: usize, style: Style<'_>) -> io::Result<()> {
    match count.checked_sub(NAMED) {
        None | Some(0) => Ok(()),
        Some(more) => write_line(out, "", &format!("… and {more} more"), style),
    }
}

fn write_confinement(
    out: &mut dyn Write,
    confinement: &Confinement,
    style: Style<'_>,
) -> io::Result<()> {
    let level = match confinement.level {
        Level::Full => paint(GREEN, "full"),
        Level::Partial => paint(YELLOW, "partial"),
        Level::None => paint(RED, "none"),
    };
    let means = confinement.means.iter().map(|one| {
        let not = if one.is_on { "" } else { "not " };
        format!("{not}{} ({})", one.name, one.detail)
    });
    let means: Vec<String> = means.collect();
    let text = format!("{level}: {}", means.join("; "));
    write_line(out, &paint(BOLD, "Sandbox"), &text, style)
}

/// A label and, beside it, wrapped text.
fn write_line(out: &mut dyn Write, label: &str, text: &str, style: Style<'_>) -> io::Result<()> {
    const COLUMN: usize = 13;
    let width = anstream::adapter::strip_str(label).to_string().len();
    let first = format!(
        " {label}{}",
        " ".repeat(COLUMN.saturating_sub(width + 1).max(1))
    );
    let rest = " ".repeat(COLUMN);
    let options = Options::new(style.width)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
