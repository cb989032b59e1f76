//! `checker solution STEP`: our answer, once the student's is right.

mod view;

use crate::{grading, step};
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::{Course, Variant};
use course::outcome::Verdict;
use course::selection::{self, Named, Wanted};
use course::{catalogue, lesson_files};

pub(crate) fn run(name: &str, give_up: bool) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let named = selection::step(&course, name)?;
    let style = terminal::style(&course, false);
    let unfinished = if give_up {
        Vec::new()
    } else {
        unfinished(&course, named)?
    };
    if unfinished.is_empty() {
        let files = lesson_files::solution(&course, named.lesson, named.step)?;
        terminal::print(|out| view::write(out, named, &files, style))?;
        return Ok(ExitCode::AllPoints);
    }
    terminal::print(|out| view::write_refusal(out, named, &unfinished, style))?;
    Ok(ExitCode::PointsMissing)
}

/// The names of the unfinished steps that our answer would give away: this one, and others
/// that are answered in the same file.
fn unfinished(course: &Course, Named { lesson, step }: Named<'_>) -> Result<Vec<String>, Error> {
    let steps = step::sharing_file(lesson, step);
    let grade = grading::grade(course, Variant::Lesson, &[Wanted { lesson, steps }])?;
    let unfinished = grade
        .steps()
        .filter(|(_, grade)| grade.verdict != Verdict::Passed)
        .map(|(_, grade)| lesson.name_of(grade.step));
    Ok(unfinished.collect())
}
