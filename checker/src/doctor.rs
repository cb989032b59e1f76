//! `checker doctor`: can the course be worked on here? What can be tried is tried, not
//! guessed.

mod colours;
mod machine;
mod services;
mod toolchain;
mod version;
mod watching;

use crate::door;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use harness::cargo;
use std::path::Path;
use terminal::doctor::{self, DoctorCheck, Health};

/// Looks at what a student needs, and then for `classroom` at what a teacher needs.
pub(super) fn run(classroom: bool) -> Result<ExitCode, Error> {
    // A course that cannot be read is no reason to look at nothing.
    let root = catalogue::root_here()?;
    let findings = look(&root, &cargo::target_dir(&root));
    let question = "Can the course be worked on here?";
    terminal::print(|out| doctor::write(out, question, &findings, terminal::size().0))?;
    if findings.iter().any(|finding| finding.health == Health::Bad) {
        return Ok(ExitCode::Environment);
    }
    if classroom {
        return door::pass(["doctor".into()]);
    }
    Ok(ExitCode::AllPoints)
}

/// Looks at everything, in the order in which a person needs it.
fn look(root: &Path, target_dir: &Path) -> Vec<DoctorCheck> {
    let mut findings = toolchain::look(root);
    findings.extend(machine::look(root, target_dir));
    findings.extend(colours::look());
    findings.push(watching::look(root));
    findings.extend(services::look());
    findings
}
