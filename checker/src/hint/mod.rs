//! `checker hint [STEP]`: the next hint.

pub(crate) mod count;

use crate::step;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use harness::workspace;

pub(crate) fn run(name: Option<&str>) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let Some(named) = step::named_or_next(&course, name)? else {
        terminal::print(|out| writeln!(out, "All steps are right: there is nothing to hint at."))?;
        return Ok(ExitCode::AllPoints);
    };
    let (name, hints) = (named.name(), &named.step.hints);
    let state = workspace::state_dir(&course.root);
    let index = count::next(&state, &name, hints.len())?;
    terminal::print(|out| terminal::write_hint(out, &name, hints, index, terminal::size().0))?;
    Ok(ExitCode::AllPoints)
}
