//! `checker show [STEP]`: the task of a step.

pub(crate) mod task;

use crate::step;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::Course;
use course::readme;
use course::selection::Named;
use course::{catalogue, expected, lesson_files};

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    match step::named_or_next(&course, name)? {
        Some(step) => write(&course, step)?,
        None => {
            terminal::print(|out| writeln!(out, "All steps are right: there is no task left."))?
        }
    }
    Ok(ExitCode::AllPoints)
}

/// Prints the task of one step.
pub(super) fn write(course: &Course, named: Named<'_>) -> Result<(), Error> {
    let Named { lesson, step } = named;
    let readme = lesson_files::readme(course, lesson);
    let text = readme.and_then(|readme| readme::of_step(&readme, step.number));
    let tried = expected::of_step(lesson, step)?;
    let titles: Vec<String> = tried.into_iter().map(|entry| entry.title).collect();
    terminal::print(|out| {
        let style = terminal::style(course, false);
        task::write(out, named, text.as_deref(), &titles, style)
    })
}
