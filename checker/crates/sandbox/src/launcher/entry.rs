//! The launcher's own process.

use crate::launcher::command::LAUNCH;
use std::ffi::{OsStr, OsString};
use std::io;

/// Does the work of a launcher if these are the arguments of one; call it first thing in
/// `main`. It comes back only if that failed, or with what a probe is to print.
pub fn run_if_launcher(arguments: impl Iterator<Item = OsString>) -> Option<io::Result<String>> {
    let mut arguments = arguments.skip(1);
    if arguments.next()? != LAUNCH {
        return None;
    }
    let arguments: Vec<OsString> = arguments.collect();
    let [policy, program, rest @ ..] = &arguments[..] else {
        return Some(Err(io::ErrorKind::InvalidInput.into()));
    };
    Some(launch(policy, program, rest))
}

#[cfg(target_os = "linux")]
fn launch(policy: &OsStr, program: &OsStr, rest: &[OsString]) -> io::Result<String> {
    use crate::launcher::command::PROBE;
    use crate::launcher::policy::Policy;
    use crate::launcher::{confine, probe};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    let policy = policy.to_str().unwrap_or_default();
    let policy: Policy = serde_json::from_str(policy)?;
    let enforced = confine::confine(&policy)?;
    if program == PROBE {
        return probe::report(enforced, rest.first().map(Path::new));
    }
    let error = Command::new(program).args(rest).exec();
    Err(io::Error::new(
        error.kind(),
        format!("{}: {error}", Path::new(program).display()),
    ))
}

#[cfg(not(target_os = "linux"))]
fn launch(_: &OsStr, _: &OsStr, _: &[OsString]) -> io::Result<String> {
    Err(io::ErrorKind::Unsupported.into())
}
