//! A page of Markdown, such as the summary of a job on GitHub Actions: the points, what
//! to look at, and the schema of each lesson as a diagram. Whatever a student's program
//! wrote is escaped, sign by sign, or stands in `<pre>`.

use crate::Graded;
use crate::told::{details, message, submission};
use course::grade::{LessonGrade, StepGrade};
use course::outcome::Verdict;
use std::fmt::Write as _;
use std::io::{self, Write};
use terminal::mermaid;
use terminal::words::{sign, verdict_phrase};

/// GitHub takes one mebibyte of a step's summary, or nothing.
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
    let begun = grade
        .steps()
        .filter(|(_, step)| !matches!(step.verdict, Verdict::Passed | Verdict::NotStarted));
    for part in begun.map(|(lesson, step)| section(lesson, step, graded)) {
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

/// Adds a part if there is room for it, and says whether there was.
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

fn section(lesson: &LessonGrade<'_>, step: &StepGrade<'_>, graded: Graded<'_>) -> String {
    format!(
        "<details><summary>{} <b>{}</b>: {}, {} of {} points</summary>\n\n{}\n\n<pre>\n{}</pre>\n\n\
         </details>\n\n",
        sign(step.verdict),
        text(&lesson.lesson.name_of(step.step)),
        verdict_phrase(step.verdict),
        step.earned,
        step.step.points,
        text(&message(lesson, step)),
        text(&details(lesson, step, graded)),
    )
}

/// The tables that the last step of the lesson left that left any.
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

/// Text in which nothing is markup: every sign of ASCII that could be is written
/// as a character reference. Neither is a line a command to GitHub Actions.
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
