//! The front door: a command that is another program's is handed over to it, as git and
//! cargo do with commands that they do not have themselves. Students never compile what
//! only teachers need.

use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use harness::cancel::Cancel;
use harness::cargo::{self, Call};
use harness::launcher::Inherited;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use terminal::progress::Progress;

/// The program of teachers and CI systems, and its package.
const PROGRAM: &str = "classroom";

/// Becomes the other program, with these arguments. Returns only if that failed, or where a
/// process cannot become another one.
pub(super) fn pass(arguments: impl IntoIterator<Item = OsString>) -> Result<ExitCode, Error> {
    let program = build(&catalogue::root_here()?)?;
    let mut command = Command::new(&program);
    command.args(arguments);
    become_it(command).map_err(Error::while_doing(format!("start {}", program.display())))
}

/// Arguments, terminal, signals and the exit code are the other program's from here on.
#[cfg(unix)]
fn become_it(mut command: Command) -> std::io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

/// Ctrl-C reaches both; this one only waits.
#[cfg(not(unix))]
fn become_it(mut command: Command) -> std::io::Result<ExitCode> {
    let status = command.status()?;
    Ok(ExitCode::of(status))
}

/// Has cargo build it, which takes no time where nothing has changed.
fn build(root: &Path) -> Result<PathBuf, Error> {
    let progress = Progress::on_stderr();
    let call = Call {
        dir: root,
        packages: &[PROGRAM.to_owned()],
        target_dir: &cargo::target_dir(root),
        cancel: &Cancel::NEVER,
        launcher: &Inherited,
    };
    let mut built = cargo::build(call, &mut |event| progress.show(&event))?;
    built.programs.remove(PROGRAM).ok_or_else(|| {
        let errors = built.errors.values().flatten();
        let errors: String = errors.map(|error| error.rendered.as_str()).collect();
        Error::Build {
            what: PROGRAM,
            said: format!("{errors}{}", built.stderr),
        }
    })
}
