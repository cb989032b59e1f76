//! `checker doctor`: can the course be worked on here? What can be tried out is tried out,
//! not guessed.

mod colours;
mod machine;
mod servers;
mod tools;
mod watching;

use crate::door;
use clap::ValueEnum;
use cli::args::Color;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use harness::cargo;
use std::ffi::OsString;
use std::path::Path;
use terminal::doctor::{self, DoctorCheck, Health};

/// Checks what a student needs and, for `classroom`, what a teacher needs.
pub(crate) fn run(classroom: bool, color: Color) -> Result<ExitCode, Error> {
    // Only the root: the machine can be checked even if the course cannot be read.
    let root = catalogue::root_here()?;
    let checks = checks(&root, &cargo::target_dir(&root));
    let question = "Can the course be worked on here?";
    let (next, width) = ("cargo run -p checker", terminal::size().0);
    terminal::print(|out| doctor::write(out, question, &checks, next, width))?;
    if checks.iter().any(|check| check.health == Health::Bad) {
        return Ok(ExitCode::Environment);
    }
    if classroom {
        return door::hand_over(classroom_arguments(color));
    }
    Ok(ExitCode::AllPoints)
}

/// All checks, in the order in which a person needs them.
fn checks(root: &Path, target_dir: &Path) -> Vec<DoctorCheck> {
    let mut checks = tools::checks(root);
    checks.extend(machine::checks(root, target_dir));
    checks.extend(colours::checks());
    checks.push(watching::check(root));
    checks.extend(servers::checks());
    checks
}

/// The other program's own `doctor` goes on with the teacher's part.
fn classroom_arguments(color: Color) -> Vec<OsString> {
    let mut arguments = vec![OsString::from("doctor")];
    if let Some(value) = color.to_possible_value() {
        arguments.extend(["--color".into(), value.get_name().into()]);
    }
    arguments
}
