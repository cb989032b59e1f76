//! `checker list`: all lessons and steps.

use crate::hands::catalogue;
use crate::report::terminal;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run() -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    super::print(|out| terminal::write_list(out, &course))?;
    Ok(ExitCode::AllPoints)
}
