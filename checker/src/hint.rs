//! `checker hint [STEP]`: the next hint.

pub(crate) mod count;

use crate::step;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::selection::Named;
use harness::workspace;

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let Some(Named { lesson, step }) = step::named_or_next(&course, name)? else {
        terminal::print(|out| writeln!(out, "All steps are right: there is nothing to hint at."))?;
        return Ok(ExitCode::AllPoints);
    };
    let name = lesson.name_of(step);
    let state = workspace::state_dir(&course.root);
    let index = count::next(&state, &name, step.hints.len())?;
    terminal::print(|out| {
        terminal::write_hint(out, &name, &step.hints, index, terminal::size().0)
    })?;
    Ok(ExitCode::AllPoints)
}
