//! Annotations of GitHub Actions: workflow commands
//! (docs.github.com, "Workflow commands for GitHub Actions").

use crate::graded::Graded;
use crate::test_case::{Status, TestCase, one_line};
use course::outcome::Verdict;
use std::collections::BTreeSet;
use std::io::{self, Write};
use terminal::words::plural;

/// GitHub shows so many errors of one step of a workflow.
const ERRORS: usize = 10;

/// Writes the total, then the first errors.
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
    for case in failed.iter().take(ERRORS) {
        let (file, line) = case.location();
        let line = line.map(|line| line.to_string());
        let (earned, possible) = (case.step.earned, case.step.step.points);
        let title = format!("{}: {earned} of {possible} points", case.name());
        let mut properties = vec![("file", file.as_str())];
        properties.extend(line.as_deref().map(|line| ("line", line)));
        properties.push(("title", &title));
        write_command(out, "error", &properties, &case.message())?;
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

/// Writes anybody's lines so that GitHub Actions sees no commands in them. The `token` must
/// be unguessable.
pub fn write_guarded(
    out: &mut dyn Write,
    token: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    writeln!(out, "::stop-commands::{token}")?;
    let written = write(out);
    // Also after an error: our own commands come next.
    writeln!(out, "\n::{token}::")?;
    written
}

/// The steps that are begun and not right; only the first of those that share an error.
fn failed(graded: Graded<'_>) -> Vec<TestCase<'_>> {
    let mut known = BTreeSet::new();
    let failed = TestCase::all(graded).filter(|case| {
        matches!(case.status(), Status::Failed | Status::Broken)
            && case.step.verdict != Verdict::NotStarted
            && (case.lesson.build_failure.is_none() || known.insert(case.location()))
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
    writeln!(
        out,
        "::{command} {properties}::{}",
        data(&one_line(message))
    )
}

fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
