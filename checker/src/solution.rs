//! `checker solution STEP`: our answer, when there is one of the student's.

pub(crate) mod view;

use crate::step;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::{Course, Variant};
use course::outcome::Verdict;
use course::selection::{self, Named, Wanted};
use course::{catalogue, lesson_files};

pub(super) fn run(name: &str, give_up: bool) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let named = selection::step(&course, name)?;
    let Named { lesson, step } = named;
    let style = terminal::style(&course, false);
    let unfinished = if give_up {
        Vec::new()
    } else {
        unfinished(&course, named)?
    };
    if unfinished.is_empty() {
        let files = lesson_files::solution(&course, lesson, step)?;
        terminal::print(|out| view::write(out, named, &files, style))?;
        return Ok(ExitCode::AllPoints);
    }
    let name = lesson.name_of(step);
    terminal::print(|out| view::write_refusal(out, &name, &unfinished, &step.file, style))?;
    Ok(ExitCode::PointsMissing)
}

/// The names of those steps that our answer would give away: this one, and others that are
/// answered in the same file.
fn unfinished(course: &Course, Named { lesson, step }: Named<'_>) -> Result<Vec<String>, Error> {
    let steps = step::sharing_file(lesson, step);
    let grade = step::grade(course, Variant::Lesson, &[Wanted { lesson, steps }])?;
    let unfinished = grade
        .steps()
        .filter(|(_, grade)| grade.verdict != Verdict::Passed)
        .map(|(_, grade)| lesson.name_of(grade.step));
    Ok(unfinished.collect())
}
