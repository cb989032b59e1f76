//! Annotations of GitHub Actions: workflow commands
//! (docs.github.com, "Workflow commands for GitHub Actions").

use crate::Graded;
use crate::told::{Status, line, message, place, status};
use course::grade::{LessonGrade, StepGrade};
use course::outcome::Verdict;
use std::collections::BTreeSet;
use std::io::{self, Write};
use terminal::words::plural;

/// So many errors of a step of a workflow are shown.
const ERRORS: usize = 10;

/// Writes the total, then what is most worth looking at.
pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let grade = graded.grade;
    let total = format!("{} of {} points", grade.earned(), grade.possible());
    let mut total = vec![total];
    match grade
        .steps()
        .filter(|(_, step)| step.verdict == Verdict::NotStarted)
        .count()
    {
        0 => {}
        count => total.push(format!("{} not started", plural(count, "step"))),
    }
    let next = grade.first_unfinished();
    total.extend(next.map(|step| format!("next: {}", step.name())));
    write_command(out, "notice", &[("title", "Points")], &total.join("; "))?;
    let failed = failed(graded);
    for (lesson, step) in failed.iter().take(ERRORS) {
        let (file, at) = place(lesson, step, graded);
        let at = at.map(|at| at.to_string());
        let name = lesson.lesson.name_of(step.step);
        let points = format!("{name}: {} of {} points", step.earned, step.step.points);
        let mut properties = vec![("file", file.as_str())];
        properties.extend(at.as_deref().map(|at| ("line", at)));
        properties.push(("title", &points));
        write_command(out, "error", &properties, &message(lesson, step))?;
    }
    match failed.len().saturating_sub(ERRORS) {
        0 => Ok(()),
        more => {
            let more = format!("{} not right yet", plural(more, "more step"));
            write_command(out, "notice", &[("title", "More")], &more)
        }
    }
}

/// Writes why there is no grade.
pub(super) fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    write_command(out, "error", &[("title", "No grade")], message)
}

/// Writes lines of whoever in which GitHub Actions sees no commands. Nobody may
/// know the `token` before.
pub fn write_guarded(
    out: &mut dyn Write,
    token: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    writeln!(out, "::stop-commands::{token}")?;
    let written = write(out);
    // Also after an error: what comes next are our commands.
    writeln!(out, "\n::{token}::")?;
    written
}

/// The steps that are begun and not right; of those that share an error, the first.
fn failed(graded: Graded<'_>) -> Vec<(&LessonGrade<'_>, &StepGrade<'_>)> {
    let mut seen = BTreeSet::new();
    let failed = graded.grade.steps().filter(|(lesson, step)| {
        matches!(status(step.verdict), Status::Failed | Status::Broken)
            && step.verdict != Verdict::NotStarted
            && (lesson.build_failure.is_none() || seen.insert(place(lesson, step, graded)))
    });
    failed.collect()
}

fn write_command(
    out: &mut dyn Write,
    command: &str,
    properties: &[(&str, &str)],
    message: &str,
) -> io::Result<()> {
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    let properties = properties.join(",");
    writeln!(out, "::{command} {properties}::{}", data(&line(message)))
}

fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
