//! `checker hint [STEP]`: the next hint.

use crate::hands::{cargo, catalogue, hint_count, workspace};
use crate::pipeline;
use crate::pure::selection;
use crate::report::progress::Progress;
use crate::report::terminal;
use crate::vocabulary::course::{Course, Lesson, Step, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let found = match name {
        Some(name) => Some(selection::select_step(&course, name)?),
        None => first_unfinished(&course)?,
    };
    let Some((lesson, step)) = found else {
        super::print(|out| writeln!(out, "All steps are right: there is nothing to hint at."))?;
        return Ok(ExitCode::AllPoints);
    };
    let name = lesson.name_of(step);
    let state = workspace::state_dir(&course.root);
    let index = hint_count::next(&state, &name, step.hints.len())?;
    super::print(|out| terminal::write_hint(out, &name, &step.hints, index, super::width()))?;
    Ok(ExitCode::AllPoints)
}

/// The student's code is the state: to know where they are, grade it.
fn first_unfinished(course: &Course) -> Result<Option<(&Lesson, &Step)>, Error> {
    let wanted = selection::select(course, &[])?;
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    let grade = pipeline::grade(
        course,
        Variant::Lesson,
        &wanted,
        &target_dir,
        &mut |event| {
            progress.show(&event);
        },
    )?;
    Ok(grade.first_unfinished())
}
