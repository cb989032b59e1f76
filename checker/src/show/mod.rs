//! `checker show [STEP]`: the task of a step.

mod view;

use crate::step;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::Course;
use course::readme;
use course::selection::Named;
use course::{catalogue, expected, lesson_files};

pub(crate) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    match step::named_or_next(&course, name)? {
        Some(named) => print(&course, named)?,
        None => {
            terminal::print(|out| writeln!(out, "All steps are right: there is no task left."))?;
        }
    }
    Ok(ExitCode::AllPoints)
}

/// Prints the task of one step.
pub(crate) fn print(course: &Course, named: Named<'_>) -> Result<(), Error> {
    let Named { lesson, step } = named;
    let readme = lesson_files::readme(course, lesson);
    let text = readme.and_then(|readme| readme::of_step(&readme, step.number));
    let expected = expected::of_step(lesson, step)?;
    let titles: Vec<String> = expected.into_iter().map(|entry| entry.title).collect();
    terminal::print(|out| {
        let style = terminal::style(course, false);
        view::write(out, named, text.as_deref(), &titles, style)
    })
}
