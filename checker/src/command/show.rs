//! `checker show [STEP]`: the task of a step.

use super::step;
use crate::hands::{catalogue, expected, lesson_files};
use crate::pure::section;
use crate::report::task;
use crate::vocabulary::course::Course;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    match step::named_or_next(&course, name)? {
        Some(step) => write(&course, step)?,
        None => super::print(|out| writeln!(out, "All steps are right: there is no task left."))?,
    }
    Ok(ExitCode::AllPoints)
}

/// Prints the task of one step.
pub(super) fn write(course: &Course, (lesson, step): step::Named<'_>) -> Result<(), Error> {
    let readme = lesson_files::readme(course, lesson);
    let text = readme.and_then(|readme| section::of_step(&readme, step.number));
    let tried = expected::of_step(lesson, step)?;
    let titles: Vec<String> = tried.into_iter().map(|entry| entry.title).collect();
    super::print(|out| {
        let style = super::style(course, false);
        task::write(out, (lesson, step), text.as_deref(), &titles, style)
    })
}
