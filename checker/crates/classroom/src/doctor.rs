//! `checker doctor --classroom`: can submissions be graded here?

use course::catalogue;
use course::confinement::{Confinement, Level};
use course::error::Error;
use course::exit_code::ExitCode;
use harness::cargo;
use sandbox::Sandbox;
use terminal::doctor::{self, DoctorCheck};

const ELSEWHERE: &str = "grade on another machine (Linux 5.13 or newer), or in a container that \
    you throw away, with --allow-unsandboxed";

/// Tries out the sandbox.
pub(super) fn run() -> Result<ExitCode, Error> {
    let root = catalogue::root_here()?;
    let finding = match Sandbox::here(&cargo::target_dir(&root), &root.join("Cargo.toml")) {
        Ok(sandbox) => found(sandbox.confinement()),
        Err(error) => DoctorCheck::note("sandbox", error.to_string(), ELSEWHERE),
    };
    let question = "Can submissions be graded here?";
    terminal::print(|out| doctor::write(out, question, &[finding], terminal::size().0))?;
    Ok(ExitCode::AllPoints)
}

/// Its level, and what it is made of.
fn found(confinement: &Confinement) -> DoctorCheck {
    let means = confinement.means.iter().map(|one| {
        let not = if one.is_on { "" } else { "no " };
        format!("{not}{}", one.name)
    });
    let means: Vec<String> = means.collect();
    let told = format!("{}: {}", confinement.level, means.join(", "));
    match confinement.level {
        Level::Full => DoctorCheck::fine("sandbox", told),
        Level::Partial | Level::None => DoctorCheck::note("sandbox", told, ELSEWHERE),
    }
}
