//! What a person reads: the overview, and one step in detail.

use crate::words::{BOLD, CYAN, DIM, GREEN, RED, apart, mark, paint, plural, why_phrase};
use crate::{build_failure, checks, step_details};
use course::grade::{Grade, LessonGrade, StepGrade};
use course::lesson::{Course, Lesson, Variant};
use course::outcome::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path};
use unicode_width::UnicodeWidthStr;

/// What the terminal report needs to know besides the grade.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Columns.
    pub width: usize,
    /// Lines of the screen on which one step should fit.
    pub height: usize,
    /// Whether every unfinished step is told in detail, not only the first.
    pub all: bool,
    /// If only a part of the course was asked for: the name of the step behind it,
    /// empty if there is none.
    pub next: Option<&'a str>,
    /// Paths below this folder are shown without it.
    pub root: &'a Path,
    /// Whether a watch shows it, which has keys where a command line has options.
    pub in_watch: bool,
}

impl Style<'_> {
    /// How a person gets to see what is left out here.
    pub fn see_all(self) -> &'static str {
        if self.in_watch {
            "press a to see them"
        } else {
            "--all shows them"
        }
    }
}

/// Writes the report on a whole run.
pub fn write_grade(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    write_overview(out, grade, style)?;
    let is_left = |step: &StepGrade<'_>| step.verdict != Verdict::Passed;
    let unfinished = || grade.steps().filter(|(_, step)| is_left(step));
    if unfinished().next().is_none() {
        return write_done(out, grade, style);
    }
    let is_new = unfinished().all(|(_, step)| !is_begun(step)) && grade.earned() == 0;
    // In a watch each step can be turned to; what nobody has begun would hide the rest.
    let unfinished: Vec<_> = unfinished()
        .filter(|(_, step)| !style.in_watch || is_begun(step))
        .collect();
    if unfinished.is_empty() {
        let note = "Nothing is wrong: what is left, you have not begun. n and p turn to it.";
        writeln!(out, "\n    {}", paint(DIM, note))?;
    }
    let shown = if style.all { unfinished.len() } else { 1 };
    let shown = unfinished.into_iter().take(shown);
    let mut told = BTreeSet::new();
    for (lesson, step) in shown {
        let is_first = told.insert(lesson.lesson.number);
        match &lesson.build_failure {
            // It is the lesson's, so it is told once, not once per step.
            Some(build_failure) if is_first => {
                build_failure::write(out, lesson, build_failure, style)?
            }
            Some(_) => {}
            None => {
                step_details::write_body(out, lesson.lesson, step, grade.variant, style)?;
                let hint = if is_new && style.next.is_none() {
                    "cargo run -p checker -- watch".to_owned()
                } else {
                    step_details::hint_command(lesson.lesson, step.step)
                };
                write_next(out, &step_details::next(step, &hint))?;
            }
        }
        if is_first && lesson.build_failure.is_none() {
            write_warnings(out, lesson)?;
        }
    }
    Ok(())
}

/// Whether there is an answer, be it right or wrong.
fn is_begun(step: &StepGrade<'_>) -> bool {
    !matches!(step.verdict, Verdict::NotStarted | Verdict::Blocked)
}

/// A warning is often the fault that a student is looking for.
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

fn write_overview(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    write_title(out, grade, style)?;
    let here = grade.first_unfinished().map(|named| named.lesson.number);
    for lesson in &grade.lessons {
        write_lesson(out, lesson, grade, here)?;
    }
    Ok(())
}

pub fn write_title(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    let title = match grade.variant {
        Variant::Lesson => "Persistent Rust",
        Variant::Solution => "Persistent Rust · solutions",
        Variant::Submission => "Persistent Rust · submission",
    };
    let points = format!("{} of {} points", grade.earned(), grade.possible());
    writeln!(out)?;
    writeln!(
        out,
        " {}",
        apart(&paint(BOLD, title), &points, style.width - 2)
    )
}

/// One line: the marks and points of a lesson, and whether it is the one at work.
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

/// All is right, as far as it was tried: what was not is said, once per reason.
fn write_skipped(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let runs = grade.steps().filter_map(|(_, step)| step.run.as_ref());
    for skipped in runs.flat_map(|run| &run.skipped) {
        *counts.entry(why_phrase(&skipped.why)).or_default() += 1;
    }
    for (why, count) in counts {
        let item = format!("{} on a server, {why}", plural(count, "observation"));
        checks::write_item(out, &paint(DIM, "–"), &item, style)?;
    }
    Ok(())
}

pub fn write_next(out: &mut dyn Write, what: &str) -> io::Result<()> {
    writeln!(out, "\n    {} {what}\n", paint(BOLD, "Next:"))
}

/// ` ── left ─────────── right`
pub fn write_rule(
    out: &mut dyn Write,
    left: &str,
    right: &str,
    style: Style<'_>,
) -> io::Result<()> {
    let used = left.width() + right.width() + 7;
    let line = "─".repeat(style.width.saturating_sub(used).max(2));
    writeln!(
        out,
        "\n {} {} {} {right}",
        paint(DIM, "──"),
        paint(BOLD, left),
        paint(DIM, &line)
    )
}

/// Text in which paths below the root are shown without it.
pub fn without_root(text: &str, style: Style<'_>) -> String {
    let root = style.root.to_string_lossy();
    // On Windows both separators are in use, cargo's and the system's.
    let text = text.replace(&format!("{root}{MAIN_SEPARATOR}"), "");
    text.replace(&format!("{}/", root.replace('\\', "/")), "")
}

/// A path as a person reads it.
pub fn shown(path: &Path, style: Style<'_>) -> String {
    without_root(&path.to_string_lossy(), style).replace('\\', "/")
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

/// Writes one hint.
pub fn write_hint(
    out: &mut dyn Write,
    name: &str,
    hints: &[String],
    index: usize,
    width: usize,
) -> io::Result<()> {
    let head = format!("Hint {} of {} for {name}", index + 1, hints.len());
    writeln!(out, "\n {}\n", paint(BOLD, &head))?;
    step_details::write_paragraph(out, hints.get(index).map_or("", String::as_str), width)?;
    let next = if index + 1 < hints.len() {
        format!("try it, or ask again: cargo run -p checker -- hint {name}")
    } else {
        format!("no more hints; try it: cargo run -p checker -- {name}")
    };
    write_next(out, &next)
}

/// Writes something to know that is no error.
pub fn write_note(out: &mut dyn Write, message: &str) -> io::Result<()> {
    writeln!(out, "{}: {message}", paint(BOLD, "note"))
}

/// Writes an error of the checker's own.
pub fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    writeln!(out, "{}: {message}", paint(RED, "error"))
}

#[cfg(test)]
mod tests;
