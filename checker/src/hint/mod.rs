//! `checker hint [STEP]`: the next hint.

mod count;

use crate::step;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::given;
use course::lesson::{Course, Variant};
use course::selection::Named;
use harness::inspection::store;
use harness::workspace;

pub(crate) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let Some(named) = step::named_or_next(&course, name)? else {
        terminal::print(|out| writeln!(out, "All steps are right: there is nothing to hint at."))?;
        return Ok(ExitCode::AllPoints);
    };
    let right = right_in_last_run(&course, named);
    let index = next(&course, named, &right)?;
    terminal::print(|out| terminal::write_hint(out, named, index, &right, terminal::size().0))?;
    Ok(ExitCode::AllPoints)
}

/// The next hint of a step, from 0; it counts as shown.
pub(crate) fn next(course: &Course, named: Named<'_>, right: &[String]) -> Result<usize, Error> {
    let state = workspace::state_dir(&course.root);
    count::next(&state, &named.name(), &named.step.hints, right)
}

/// The ids of the observations that were right when a step last ran; none if its file is again as
/// it was given.
pub(crate) fn right_in_last_run(course: &Course, named: Named<'_>) -> Vec<String> {
    let folder = course.root.join(Variant::Lesson.folder());
    let folder = folder.join(named.lesson.folder());
    if given::is_step_untouched(named.lesson, named.step, &folder) {
        return Vec::new();
    }
    let lesson = store::dir(course, named.lesson, Variant::Lesson);
    let run = store::load(&lesson.join(&named.step.id));
    run.map(|run| run.kept.right).unwrap_or_default()
}
