//! The front door to the program `classroom`: a command that only teachers and CI systems
//! need is handed over to it, as git and cargo do with their external commands. So students
//! never compile it, and there is still one command to remember.

use course::catalogue;
use course::error::Error;
use course::event::Event;
use course::exit_code::ExitCode;
use harness::cancel::Cancel;
use harness::cargo::{self, Call};
use harness::launcher::Inherited;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::Command;
use terminal::progress::Progress;

/// The program, and its package.
const PROGRAM: &str = "classroom";

/// Builds the program and becomes it, with these arguments. Returns only if that failed, or
/// on systems where a process cannot become another program.
pub(crate) fn hand_over(arguments: impl IntoIterator<Item = OsString>) -> Result<ExitCode, Error> {
    let program = build(&catalogue::root_here()?)?;
    let mut command = Command::new(&program);
    command.args(arguments);
    run_in_our_place(command).map_err(Error::while_doing(format!("start {}", program.display())))
}

/// From here on arguments, terminal, signals and exit code are the other program's.
#[cfg(unix)]
fn run_in_our_place(mut command: Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

/// Waits for it. Ctrl-C reaches both.
#[cfg(not(unix))]
fn run_in_our_place(mut command: Command) -> io::Result<ExitCode> {
    Ok(ExitCode::of(command.status()?))
}

/// Has cargo build the program, which takes no time where nothing has changed.
fn build(root: &Path) -> Result<PathBuf, Error> {
    let call = Call {
        dir: root,
        packages: &[PROGRAM.to_owned()],
        target_dir: &cargo::target_dir(root),
        cancel: &Cancel::NEVER,
        // As it would be built without the door, so that nothing is compiled twice.
        launcher: &Inherited,
    };
    let progress = Progress::on_stderr();
    let mut is_told = false;
    let mut tell = |is_due: bool| {
        if is_due && !is_told {
            progress.building(PROGRAM);
            is_told = true;
        }
    };
    // A script wants no line about what has been there.
    tell(io::stderr().is_terminal());
    let built = cargo::build(call, &mut |event| {
        tell(matches!(event, Event::Compiled { fresh: false, .. }));
        progress.show(&event);
    });
    progress.end();
    let mut built = built?;
    built.programs.remove(PROGRAM).ok_or_else(|| {
        let errors = built.errors.values().flatten();
        let errors: String = errors.map(|error| error.rendered.as_str()).collect();
        Error::Build {
            what: PROGRAM,
            said: format!(
                "{errors}{}\nThis command needs {PROGRAM}, which is compiled at its first use. \
                 To try it by itself: cargo build -p {PROGRAM}",
                built.stderr
            ),
        }
    })
}
