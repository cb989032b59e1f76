//! How programs are started: directly, or by a crate above this one that does not trust them.

use crate::deadline::Deadline;
use crate::room::Room;
use course::confinement::Confinement;
use course::error::Error;
use course::lesson::Limits;
use course::outcome::Exit;
use std::env;
use std::ffi::OsString;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The user without rights, as whom programs run that root would start.
pub const NOBODY: u32 = 65534;

/// Starts cargo and the programs of steps.
pub trait Launcher: Debug + Sync {
    /// cargo, without arguments, to build this many packages of the workspace in `dir`. It runs in a
    /// folder whose settings apply to the build.
    fn cargo(&self, dir: &Path, packages: usize) -> Result<Command, Error>;

    /// The limits of one call of cargo, or `None` if there are none.
    fn build_limits(&self, packages: usize) -> Option<BuildLimits>;

    /// When the time for all builds and steps is over, if it ever is.
    fn deadline(&self) -> Option<Deadline> {
        None
    }

    /// The program of a step, without arguments.
    fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error>;

    /// How a program ended, if the process that was started ended with `exit`.
    fn exit(&self, exit: Exit) -> Exit {
        exit
    }

    /// How the processes of steps are kept from their reports and from the disk, or `None` if they
    /// are trusted.
    fn custody(&self) -> Option<Custody<'_>> {
        None
    }

    /// How the code is confined, for the readers of the grade.
    fn confinement(&self) -> Option<&Confinement> {
        None
    }
}

/// What one call of cargo may use.
#[derive(Debug, Clone, Copy)]
pub struct BuildLimits {
    /// Wall clock.
    pub time: Duration,
    /// How much of cargo's output is read, in bytes.
    pub output: u64,
    /// How much it may add to the target folder, in bytes. What links lead to does not count.
    pub written: u64,
}

/// What is known about a step's program before it starts.
#[derive(Debug, Clone, Copy)]
pub struct ProgramStart<'s> {
    /// The program.
    pub program: &'s Path,
    /// The folder of the crate that is graded.
    pub crate_dir: &'s Path,
    /// The folder of the process.
    pub scratch: &'s Path,
    /// The folder of its report, if that is a pipe: see [`report_pipe`] and [`launched_file`].
    pub report: Option<&'s Path>,
    /// The user that it becomes, if it does.
    pub user: Option<u32>,
    /// The limits of the process.
    pub limits: Limits,
}

/// How the processes of steps that nobody trusts are held.
#[derive(Debug, Clone, Copy)]
pub struct Custody<'l> {
    /// Whether their reports are pipes, which they cannot read, and which a launcher opens.
    pub has_pipe: bool,
    /// The users that they become, who own their folders: the processes of each are counted.
    pub users: &'l [u32],
    /// How much room each may take.
    pub room: Room,
    /// The folder of the locks by which a step can be alone, also among those of other submissions.
    pub locks: &'l Path,
}

impl Custody<'_> {
    /// The user of the steps that a worker runs, if they become another one.
    pub fn user(self, worker: usize) -> Option<u32> {
        let place = worker.checked_rem(self.users.len())?;
        Some(self.users[place])
    }
}

/// The pipe in the folder of a report. The launcher opens it, and the program finds it open at the
/// number [`scenario::REPORT`].
pub fn report_pipe(folder: &Path) -> PathBuf {
    folder.join("report")
}

/// The file in the folder of a report that says whether the program was started. Only the launcher
/// can open it, which writes [`LAUNCHED`] and lets the program not have it.
pub fn launched_file(folder: &Path) -> PathBuf {
    folder.join("launched")
}

/// What a launcher says that becomes its program. If it cannot, it takes that back.
pub const LAUNCHED: &[u8] = b"launched";

/// Variables of the cargo that started us, and variables that change how code is compiled: a
/// `-D warnings` for the checker must not fail a student.
const DROPPED: [&str; 6] = [
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "RUSTC_WORKSPACE_WRAPPER",
];
const DROPPED_PREFIXES: [&str; 7] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_FEATURE_",
    "INSTA_",
    // The tokens of a CI job, and the files by which steps of a job communicate.
    "ACTIONS_",
    "GITHUB_",
];

/// Starts code directly, without a sandbox.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Launcher for Plain {
    /// cargo then reads the configuration of the course and of the user, but not one in a lesson's
    /// folder.
    fn cargo(&self, dir: &Path, _: usize) -> Result<Command, Error> {
        let mut command = Command::new(cargo());
        command.current_dir(dir);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            let is_ours = DROPPED_PREFIXES.iter().any(|it| text.starts_with(it));
            if is_ours || DROPPED.contains(&&*text) {
                command.env_remove(&name);
            }
        }
        Ok(command)
    }

    fn build_limits(&self, _: usize) -> Option<BuildLimits> {
        None
    }

    fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error> {
        Ok(Command::new(start.program))
    }
}

/// Starts programs of our own, compiled with the user's environment.
#[derive(Debug, Clone, Copy)]
pub struct Inherited;

impl Launcher for Inherited {
    fn cargo(&self, dir: &Path, _: usize) -> Result<Command, Error> {
        let mut command = Command::new(cargo());
        command.current_dir(dir);
        Ok(command)
    }

    fn build_limits(&self, _: usize) -> Option<BuildLimits> {
        None
    }

    fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error> {
        Plain.program(start)
    }
}

/// The cargo that started us, or else the one in PATH.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The folder in which cargo keeps what it has downloaded.
pub fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || env::home_dir().unwrap_or_default().join(".cargo"),
        PathBuf::from,
    )
}
