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
    use harness::launcher::{LAUNCHED, launched_file};
    use std::fs::File;
    use std::io::Write;
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    let policy = policy.to_str().unwrap_or_default();
    let policy: Policy = serde_json::from_str(policy)?;
    let open = |folder: &Path| File::options().write(true).open(launched_file(folder));
    let launched = policy.report.as_deref().map(open).transpose()?;
    let enforced = confine::confine(&policy)?;
    if program == PROBE {
        return probe::report(enforced, rest.first().map(Path::new));
    }
    if let Some(mut launched) = launched.as_ref() {
        launched.write_all(LAUNCHED)?;
    }
    // The file is closed then.
    let error = Command::new(program).args(rest).exec();
    if let Some(launched) = launched {
        launched.set_len(0)?;
    }
    Err(io::Error::new(
        error.kind(),
        format!("{}: {error}", Path::new(program).display()),
    ))
}

#[cfg(not(target_os = "linux"))]
fn launch(_: &OsStr, _: &OsStr, _: &[OsString]) -> io::Result<String> {
    Err(io::ErrorKind::Unsupported.into())
}
