//! `checker doctor`: can the course be worked on here?

use crate::hands::{cargo, catalogue, doctor};
use crate::report;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;
use crate::vocabulary::finding::Health;

pub(super) fn run() -> Result<ExitCode, Error> {
    // A course that cannot be read is no reason to look at nothing.
    let root = catalogue::root_here()?;
    let findings = doctor::look(&root, &cargo::target_dir(&root));
    super::print(|out| report::doctor::write(out, &findings, super::size().0))?;
    let is_bad = findings.iter().any(|finding| finding.health == Health::Bad);
    Ok(if is_bad {
        ExitCode::Environment
    } else {
        ExitCode::AllPoints
    })
}
