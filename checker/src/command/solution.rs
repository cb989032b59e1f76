//! `checker solution STEP`: our answer, when there is one of the student's.

use super::step;
use crate::hands::{catalogue, lesson_files};
use crate::pure::selection::Wanted;
use crate::report::solution;
use crate::vocabulary::course::{Course, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;
use crate::vocabulary::outcome::Verdict;

pub(super) fn run(name: &str, give_up: bool) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let named = step::named(&course, name)?;
    let (lesson, step) = named;
    let style = super::style(&course, false);
    let unfinished = if give_up {
        Vec::new()
    } else {
        unfinished(&course, named)?
    };
    if unfinished.is_empty() {
        let files = lesson_files::solution(&course, lesson, step)?;
        super::print(|out| solution::write(out, named, &files, style))?;
        return Ok(ExitCode::AllPoints);
    }
    let name = lesson.name_of(step);
    super::print(|out| solution::write_refusal(out, &name, &unfinished, &step.file, style))?;
    Ok(ExitCode::PointsMissing)
}

/// The names of those steps that our answer would give away: this one, and others that are
/// answered in the same file.
fn unfinished(course: &Course, (lesson, step): step::Named<'_>) -> Result<Vec<String>, Error> {
    let steps = step::sharing_file(lesson, step);
    let grade = step::grade(course, Variant::Lesson, &[Wanted { lesson, steps }])?;
    let unfinished = grade
        .steps()
        .filter(|(_, grade)| grade.verdict != Verdict::Passed)
        .map(|(_, grade)| lesson.name_of(grade.step));
    Ok(unfinished.collect())
}
