//! `doctor`: can submissions be graded here? The front door asks it for
//! `checker doctor --classroom`.

use course::catalogue;
use course::confinement::{Confinement, Level};
use course::error::Error;
use course::exit_code::ExitCode;
use harness::cargo;
use sandbox::Sandbox;
use terminal::doctor::{self, DoctorCheck};

const ELSEWHERE: &str = "grade on another machine (Linux 5.13 or newer), or in a container that \
    you throw away, with --allow-unsandboxed";

/// Tries out the sandbox, and shows what it found.
pub(super) fn run() -> Result<ExitCode, Error> {
    let root = catalogue::root_here()?;
    let check = match Sandbox::here(&cargo::target_dir(&root), &root.join("Cargo.toml")) {
        Ok(sandbox) => check_of(sandbox.confinement()),
        Err(error) => DoctorCheck::note("sandbox", error.to_string(), ELSEWHERE),
    };
    let question = "Can submissions be graded here?";
    let next = "cargo run -p checker -- grade --submission FOLDER";
    let width = terminal::size().0;
    terminal::print(|out| doctor::write(out, question, &[check], next, width))?;
    Ok(ExitCode::AllPoints)
}

/// The sandbox's level, and what it is made of.
fn check_of(confinement: &Confinement) -> DoctorCheck {
    let means = confinement.means.iter().map(|one| {
        let not = if one.is_on { "" } else { "no " };
        format!("{not}{}", one.name)
    });
    let means: Vec<String> = means.collect();
    let found = format!("{}: {}", confinement.level, means.join(", "));
    match confinement.level {
        Level::Full => DoctorCheck::fine("sandbox", found),
        Level::Partial | Level::None => DoctorCheck::note("sandbox", found, ELSEWHERE),
    }
}
