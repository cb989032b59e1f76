//! A page of Markdown, such as the summary of a job on GitHub Actions: the points, what
//! is not right yet, and the schema of each lesson as a diagram. Whatever a student's
//! program wrote is escaped character by character.

use crate::graded::Graded;
use crate::test_case::{TestCase, submission};
use course::feedback::verdict_phrase;
use course::grade::{LessonGrade, StepGrade};
use course::outcome::Verdict;
use std::fmt::Write as _;
use std::io::{self, Write};
use terminal::diagram::mermaid;
use terminal::words::sign;

/// GitHub takes a step's summary of at most one mebibyte.
const MOST: usize = 1024 * 1024 - 64 * 1024;

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let grade = graded.grade;
    let (earned, possible) = (grade.earned(), grade.possible());
    let mut page = format!("## Persistent Rust: {earned} of {possible} points\n\n");
    match grade.first_unfinished() {
        None => page += "All steps are right.\n\n",
        Some(next) => {
            let name = text(&next.name());
            let _ = writeln!(page, "Next: **{name}**, {}\n", text(&next.step.title));
        }
    }
    page += &table(grade.lessons.as_slice());
    let mut is_cut = false;
    let is_begun =
        |case: &TestCase<'_>| !matches!(case.step.verdict, Verdict::Passed | Verdict::NotStarted);
    for part in TestCase::all(graded).filter(is_begun).map(section) {
        is_cut |= !pushed(&mut page, &part);
    }
    for part in grade
        .lessons
        .iter()
        .filter_map(|lesson| schema(lesson, graded))
    {
        is_cut |= !pushed(&mut page, &part);
    }
    let submission = submission(graded);
    if !submission.is_empty() {
        let part = format!(
            "<details><summary>What was graded</summary>\n\n<pre>\n{}</pre>\n\n</details>\n\n",
            text(&submission)
        );
        is_cut |= !pushed(&mut page, &part);
    }
    if is_cut {
        page += "\nThe rest is cut: it is too long for this page.\n";
    }
    out.write_all(page.as_bytes())
}

pub(super) fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    writeln!(out, "## Persistent Rust: no grade\n\n{}", text(message))
}

/// Adds a part if there is room for it, and returns whether there was.
fn pushed(page: &mut String, part: &str) -> bool {
    let fits = page.len() + part.len() <= MOST;
    if fits {
        page.push_str(part);
    }
    fits
}

fn table(lessons: &[LessonGrade<'_>]) -> String {
    let mut table = "| lesson | steps | points |\n| --- | --- | ---: |\n".to_owned();
    for lesson in lessons {
        let signs: String = lesson.steps.iter().map(|step| sign(step.verdict)).collect();
        let _ = writeln!(
            table,
            "| {} | {signs} | {} of {} |",
            text(&lesson.lesson.folder()),
            lesson.earned(),
            lesson.possible()
        );
    }
    table += "\n● right, ◐ partly right, ✗ not right yet, ○ not started, · waits for another\n\n";
    table
}

fn section(case: TestCase<'_>) -> String {
    let step = case.step;
    format!(
        "<details><summary>{} <b>{}</b>: {}, {} of {} points</summary>\n\n{}\n\n<pre>\n{}</pre>\n\n\
         </details>\n\n",
        sign(step.verdict),
        text(&case.name()),
        verdict_phrase(step.verdict),
        step.earned,
        step.step.points,
        text(&case.message()),
        text(&case.details()),
    )
}

/// The tables of the last step that left any.
fn schema(lesson: &LessonGrade<'_>, graded: Graded<'_>) -> Option<String> {
    let mut names = lesson.steps.iter().rev();
    let name_of = |step: &StepGrade<'_>| lesson.lesson.name_of(step.step);
    let name = names
        .find(|step| graded.diagrams.contains_key(&name_of(step)))
        .map(name_of)?;
    let mut diagram = Vec::new();
    mermaid::write(&mut diagram, &graded.diagrams[&name]).ok()?;
    Some(format!(
        "<details><summary>The tables that {} made</summary>\n\n```mermaid\n{}```\n\n</details>\n\n",
        text(&name),
        String::from_utf8_lossy(&diagram)
    ))
}

/// Text in which nothing is markup: every ASCII character that could be is written as a
/// character reference. No line is a command to GitHub Actions, either.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        let is_plain = !c.is_ascii_punctuation() || "./-,;()'%?=+".contains(c);
        if is_plain {
            escaped.push(c);
        } else {
            let _ = write!(escaped, "&#{};", u32::from(c));
        }
    }
    escaped
}
