//! Feedback in the terminal: what `course::feedback` says, as much of it as fits on a
//! screen.

mod build_failure;
mod checks;
mod difference;
mod fitted;

pub use build_failure::{write_build_failure, write_errors};
pub(crate) use difference::lines as difference_lines;

use crate::blocks::{
    cut_paragraph, paragraph, write_code, write_item, write_paragraph, write_rule,
};
use crate::style::Style;
use crate::text::clipped;
use crate::words::{BOLD, CYAN, DIM, RED, YELLOW, paint};
use course::feedback::{Answer, Feedback, PanicNote, SignatureMismatch};
use std::io::{self, Write};

/// So many panics are shown, unless all details were asked for.
const PANICS: usize = 2;

/// So many lines of a panic's message are shown, unless all details were asked for.
const PANIC_LINES: usize = 3;

/// So many lines that the student's code printed are shown, of each stream.
const PRINTED: usize = 5;

/// Writes the feedback on a step: all but what to do next.
pub fn write_feedback(
    out: &mut dyn Write,
    feedback: &Feedback<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    write_head(out, feedback, style)?;
    let mut after = Vec::new();
    if let Answer::Tried {
        blocked: Some(why), ..
    } = &feedback.answer
    {
        write_paragraph(&mut after, &paint(YELLOW, why), style.width)?;
    }
    write_panics(&mut after, &feedback.panics, style)?;
    write_printed(&mut after, &feedback.printed, style)?;
    for sentence in feedback.at_the_end() {
        writeln!(after)?;
        write_paragraph(&mut after, &paint(YELLOW, &sentence), style.width)?;
    }
    let lines = after.split(|byte| *byte == b'\n').count() - 1;
    let style = Style {
        height: style.height.saturating_sub(lines),
        ..style
    };
    write_answer(out, feedback, style)?;
    out.write_all(&after)
}

fn write_head(out: &mut dyn Write, feedback: &Feedback<'_>, style: Style<'_>) -> io::Result<()> {
    let Feedback {
        name,
        number,
        steps,
        earned,
        possible,
        ..
    } = feedback;
    let left = format!("{name} · step {number} of {steps}");
    write_rule(out, &left, &format!("{earned} of {possible} points"), style)?;
    write_paragraph(out, &paint(BOLD, feedback.title), style.width)?;
    let file = &feedback.file;
    write!(out, "    {}", paint(CYAN, file))?;
    // Behind a long name there is no room, and the points say the same.
    if file.len() + feedback.phrase.len() + 7 <= style.width {
        let phrase = format!(" ({})", feedback.phrase);
        write!(out, "{}", paint(DIM, &phrase))?;
    }
    writeln!(out)
}

fn write_answer(out: &mut dyn Write, feedback: &Feedback<'_>, style: Style<'_>) -> io::Result<()> {
    match &feedback.answer {
        Answer::Missing {
            readme,
            signature,
            tried,
        } => {
            let number = feedback.number;
            writeln!(out, "    Read step {number} in {readme}, then write:")?;
            write_code(out, signature, style.width)?;
            writeln!(out, "    What will be tried:")?;
            for title in tried {
                write_item(out, &paint(DIM, "○"), title, style)?;
            }
            checks::write_skipped(out, &feedback.skipped, style)
        }
        Answer::Signature(mismatch) => write_mismatch(out, feedback.number, mismatch, style),
        Answer::Errors(errors) => write_errors(out, errors),
        Answer::Tried { checks, .. } => checks::write(out, checks, feedback, style),
    }
}

/// Only what concerns the student: the errors themselves are about a file of the
/// course's.
fn write_mismatch(
    out: &mut dyn Write,
    number: usize,
    mismatch: &SignatureMismatch<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let crate_name = &mismatch.crate_name;
    let text = format!(
        "Your crate compiles, but step {number} cannot use it. The step expects, in \
         `{crate_name}`:"
    );
    write_paragraph(out, &text, style.width)?;
    write_code(out, mismatch.expected, style.width)?;
    if let Some(found) = &mismatch.found {
        writeln!(out, "    and finds, at {}:", paint(CYAN, &found.location))?;
        writeln!(out, "        {}", paint(RED, found.text))?;
    }
    match mismatch.errors.first() {
        Some(error) => {
            let text = format!("rustc says: {}.", error.message);
            write_paragraph(out, &text, style.width)
        }
        None => Ok(()),
    }
}

fn write_panics(out: &mut dyn Write, panics: &[PanicNote<'_>], style: Style<'_>) -> io::Result<()> {
    if !panics.is_empty() {
        writeln!(out)?;
    }
    let most = if style.all { usize::MAX } else { PANICS };
    for panic in panics.iter().take(most) {
        let location = paint(CYAN, &format!("{}:{}", panic.file, panic.line));
        let text = format!("{} {location}: {}", panic.what(), panic.message);
        let mut lines = paragraph(&text, 4, style.width);
        if !style.all {
            cut_paragraph(&mut lines, PANIC_LINES, style.width);
        }
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

/// The last lines of each stream: neither crowds out the other.
fn write_printed(out: &mut dyn Write, printed: &[String], style: Style<'_>) -> io::Result<()> {
    if !printed.is_empty() {
        writeln!(out, "    {}", paint(DIM, "It printed:"))?;
    }
    for stream in printed {
        let lines: Vec<&str> = stream.lines().filter(|line| !line.is_empty()).collect();
        for line in &lines[lines.len().saturating_sub(PRINTED)..] {
            let line = clipped(line, style.width.saturating_sub(6));
            writeln!(out, "      {}", paint(DIM, &line))?;
        }
    }
    Ok(())
}
