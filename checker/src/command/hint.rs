//! `checker hint [STEP]`: the next hint.

use super::step;
use crate::hands::{catalogue, hint_count, workspace};
use crate::report::terminal;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let Some((lesson, step)) = step::named_or_next(&course, name)? else {
        super::print(|out| writeln!(out, "All steps are right: there is nothing to hint at."))?;
        return Ok(ExitCode::AllPoints);
    };
    let name = lesson.name_of(step);
    let state = workspace::state_dir(&course.root);
    let index = hint_count::next(&state, &name, step.hints.len())?;
    super::print(|out| terminal::write_hint(out, &name, &step.hints, index, super::size().0))?;
    Ok(ExitCode::AllPoints)
}
