//! `checker hint [STEP]`: the next hint.

use crate::hands::{cargo, catalogue, hint_count, workspace};
use crate::pipeline;
use crate::pure::selection::{self, Wanted};
use crate::report::progress::Progress;
use crate::report::terminal;
use crate::vocabulary::course::{Course, Lesson, Step, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let names: Vec<String> = name.map(str::to_owned).into_iter().collect();
    let wanted = selection::select(&course, &names)?;
    let found = match &wanted[..] {
        [one] if one.steps.len() == 1 => Some((one.lesson, one.steps[0])),
        _ => first_unfinished(&course, &wanted, Variant::Lesson)?,
    };
    let Some((lesson, step)) = found else {
        super::print(|out| writeln!(out, "All steps are right: there is nothing to hint at."))?;
        return Ok(ExitCode::AllPoints);
    };
    let name = lesson.name_of(step);
    let state = workspace::state_dir(&course.root);
    let index = hint_count::next(&state, &name, step.hints.len())?;
    super::print(|out| terminal::write_hint(out, &name, &step.hints, index, super::size().0))?;
    Ok(ExitCode::AllPoints)
}

/// The student's code is the state: to know where they are, grade it.
pub(super) fn first_unfinished<'c>(
    course: &'c Course,
    wanted: &[Wanted<'c>],
    variant: Variant,
) -> Result<Option<(&'c Lesson, &'c Step)>, Error> {
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    let grade = pipeline::grade(course, variant, wanted, &target_dir, &mut |event| {
        progress.show(&event);
    })?;
    Ok(grade.first_unfinished())
}
