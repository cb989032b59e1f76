//! The report on a run: the overview, then one step in detail.

use crate::blocks::{write_item, write_next, write_paragraph};
use crate::feedback::{write_build_failure, write_feedback};
use crate::style::Style;
use crate::words::{BOLD, CYAN, DIM, GREEN, justified, mark, paint, plural};
use course::feedback::{BuildFeedback, Feedback, report_title, skip_reason};
use course::grade::{Grade, LessonGrade, StepGrade};
use course::lesson::{Course, Hint, Lesson};
use course::outcome::Verdict;
use course::selection::Named;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Writes the report on a whole run.
pub fn write_grade(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    write_overview(out, grade, style)?;
    let is_left = |step: &StepGrade<'_>| step.verdict != Verdict::Passed;
    let unfinished = || grade.steps().filter(|(_, step)| is_left(step));
    if unfinished().next().is_none() {
        return write_done(out, grade, style);
    }
    let is_new = unfinished().all(|(_, step)| !is_begun(step)) && grade.earned() == 0;
    // A watch can turn to each step; those that nobody has begun would hide the rest.
    let unfinished: Vec<_> = unfinished()
        .filter(|(_, step)| !style.in_watch || is_begun(step))
        .collect();
    if unfinished.is_empty() {
        let note = "Nothing is wrong: what is left, you have not begun. n and p turn to it.";
        writeln!(out, "\n    {}", paint(DIM, note))?;
    }
    let most = if style.all { usize::MAX } else { 1 };
    let mut lessons = BTreeSet::new();
    for (lesson, step) in unfinished.into_iter().take(most) {
        let is_first = lessons.insert(lesson.lesson.number);
        match &lesson.build_failure {
            // It is the lesson's, so it is shown once, not once per step.
            Some(failure) if is_first => {
                let feedback = BuildFeedback::of(lesson, failure, style.root);
                write_build_failure(out, &feedback, style)?;
            }
            Some(_) => {}
            None => {
                let feedback = Feedback::of(lesson.lesson, step, grade.variant, style.root);
                let warnings = if is_first { warning_lines(lesson) } else { 0 };
                let height = style.height.saturating_sub(warnings);
                write_feedback(out, &feedback, Style { height, ..style })?;
                let hint = if is_new && style.next.is_none() {
                    "cargo run -p checker -- watch".to_owned()
                } else {
                    feedback.hint_command()
                };
                write_next(out, feedback.next(&hint))?;
            }
        }
        if is_first && lesson.build_failure.is_none() {
            write_warnings(out, lesson)?;
        }
    }
    Ok(())
}

/// Whether there is an answer, right or wrong.
fn is_begun(step: &StepGrade<'_>) -> bool {
    !matches!(step.verdict, Verdict::NotStarted | Verdict::Blocked)
}

/// Writes how many warnings there are: one is often the fault that a student is looking
/// for.
pub fn write_warnings(out: &mut dyn Write, lesson: &LessonGrade<'_>) -> io::Result<()> {
    if lesson.warnings == 0 {
        return Ok(());
    }
    let count = plural(lesson.warnings, "warning");
    let note = format!(
        "rustc has {count} about this lesson: cargo check -p {}",
        lesson.lesson.id
    );
    writeln!(out, "    {}\n", paint(DIM, &note))
}

/// The lines that these need.
fn warning_lines(lesson: &LessonGrade<'_>) -> usize {
    if lesson.warnings > 0 { 2 } else { 0 }
}

fn write_overview(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    write_title(out, grade, style)?;
    let here = grade.first_unfinished().map(|named| named.lesson.number);
    for lesson in &grade.lessons {
        write_lesson(out, lesson, grade, here)?;
    }
    Ok(())
}

/// One line: what was graded, and all points.
pub fn write_title(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    let title = report_title(grade.variant);
    let points = format!("{} of {} points", grade.earned(), grade.possible());
    writeln!(out)?;
    writeln!(
        out,
        " {}",
        justified(&paint(BOLD, title), &points, style.width - 2)
    )
}

/// One line: the marks and points of a lesson, and whether it is the one to work on.
pub fn write_lesson(
    out: &mut dyn Write,
    lesson: &LessonGrade<'_>,
    grade: &Grade<'_>,
    here: Option<u32>,
) -> io::Result<()> {
    let name_width = grade
        .lessons
        .iter()
        .map(|lesson| lesson.lesson.id.width())
        .max()
        .unwrap_or(0)
        .max(18);
    let marks: String = lesson.steps.iter().map(|step| mark(step.verdict)).collect();
    let arrow = if here == Some(lesson.lesson.number) {
        format!("   {}", paint(CYAN, "← you are here"))
    } else {
        String::new()
    };
    writeln!(
        out,
        " {:02} {:name_width$}  {marks}{:pad$}  {:>3}/{}{arrow}",
        lesson.lesson.number,
        lesson.lesson.id,
        "",
        lesson.earned(),
        lesson.possible(),
        pad = 8usize.saturating_sub(lesson.steps.len()),
    )
}

/// Says that all is right, and what comes next.
pub fn write_done(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    let steps = grade.steps().count();
    let all = if steps == 1 {
        "This step is"
    } else {
        "All steps are"
    };
    writeln!(
        out,
        "\n {} {all} right: {} points.",
        paint(GREEN, "✓"),
        grade.earned()
    )?;
    write_skipped(out, grade, style)?;
    match style.next {
        None => writeln!(out),
        Some("") => write_next(out, "cargo run -p checker"),
        Some(name) => write_next(out, &format!("cargo run -p checker -- {name}")),
    }
}

/// What was not tried, once per reason.
fn write_skipped(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let runs = grade.steps().filter_map(|(_, step)| step.run.as_ref());
    for skipped in runs.flat_map(|run| &run.skipped) {
        *counts.entry(skip_reason(&skipped.why)).or_default() += 1;
    }
    for (why, count) in counts {
        let item = format!("{} on a server, {why}", plural(count, "observation"));
        write_item(out, &paint(DIM, "–"), &item, style)?;
    }
    Ok(())
}

/// Writes the versions of the checker, of the course, and of other `parts`.
pub fn write_version(
    out: &mut dyn Write,
    version: &str,
    course: Option<&Course>,
    parts: &[(&str, String)],
) -> io::Result<()> {
    writeln!(out, "checker {version}")?;
    if let Some(course) = course {
        let lessons = &course.lessons;
        let steps = lessons.iter().map(|lesson| lesson.steps.len()).sum();
        let points: u32 = lessons.iter().map(Lesson::points).sum();
        let (lessons, steps) = (plural(lessons.len(), "lesson"), plural(steps, "step"));
        writeln!(out, "course: {lessons}, {steps}, {points} points")?;
    }
    for (what, found) in parts {
        writeln!(out, "{what}: {found}")?;
    }
    Ok(())
}

/// Writes one hint of a step. `right` has the ids of what was right in the last run.
pub fn write_hint(
    out: &mut dyn Write,
    named: Named<'_>,
    index: usize,
    right: &[String],
    width: usize,
) -> io::Result<()> {
    let (name, hints) = (named.name(), &named.step.hints);
    write_one_hint(out, named, index, width)?;
    write_passed_over(out, &hints[..index], right)?;
    let next = if index + 1 < hints.len() {
        format!("try it, or ask again: cargo run -p checker -- hint {name}")
    } else {
        format!("no more hints; try it: cargo run -p checker -- {name}")
    };
    write_next(out, &next)
}

/// Writes the hints of a step up to `index`, the newest last.
pub fn write_hints(
    out: &mut dyn Write,
    named: Named<'_>,
    index: usize,
    right: &[String],
    width: usize,
) -> io::Result<()> {
    let hints = &named.step.hints;
    for (number, hint) in hints.iter().take(index + 1).enumerate() {
        if number == index || !hint.is_settled(right) {
            write_one_hint(out, named, number, width)?;
        }
    }
    write_passed_over(out, &hints[..index], right)?;
    let next = if index + 1 < hints.len() {
        "try it, or press h for one that says more"
    } else {
        "no more hints; try it"
    };
    write_next(out, &format!("{next} (Esc goes back)"))
}

fn write_one_hint(
    out: &mut dyn Write,
    named: Named<'_>,
    index: usize,
    width: usize,
) -> io::Result<()> {
    let hints = &named.step.hints;
    let head = format!("Hint {} of {} for {}", index + 1, hints.len(), named.name());
    writeln!(out, "\n {}\n", paint(BOLD, &head))?;
    write_paragraph(out, hints.get(index).map_or("", |hint| &hint.text), width)
}

/// Says which hints are not needed any more.
fn write_passed_over(out: &mut dyn Write, hints: &[Hint], right: &[String]) -> io::Result<()> {
    let settled = (1..).zip(hints).filter(|(_, hint)| hint.is_settled(right));
    let numbers: Vec<String> = settled
        .map(|(number, _)| format!("hint {number}"))
        .collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let note = format!(
        "Passed over, since you have that already: {}.",
        numbers.join(" and ")
    );
    writeln!(out, "\n    {}", paint(DIM, &note))
}

#[cfg(test)]
mod tests;
