//! How programs are started: as they are, or by a room above that does not trust them.

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

/// Starts cargo and the programs of steps.
pub trait Launcher: Debug + Sync {
    /// cargo, without arguments, to build so many packages into `target_dir`.
    fn cargo(&self, target_dir: &Path, packages: usize) -> Result<Command, Error>;

    /// What one call of cargo may use; `None`: whatever it takes.
    fn build_limits(&self, packages: usize) -> Option<BuildLimits>;

    /// The program of a step, without arguments.
    fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error>;

    /// How a program ended of which the system says `exit`.
    fn exit(&self, exit: Exit) -> Exit {
        exit
    }

    /// How the process of a step is kept from its report and from the disk; `None`: it is
    /// trusted with both.
    fn custody(&self) -> Option<Custody> {
        None
    }

    /// What keeps the code from the machine, for whoever reads the grade.
    fn confinement(&self) -> Option<&Confinement> {
        None
    }
}

/// What one call of cargo may use.
#[derive(Debug, Clone, Copy)]
pub struct BuildLimits {
    /// Wall clock.
    pub time: Duration,
    /// What cargo says is read so far, in bytes.
    pub output: u64,
}

/// What is known of a step's program when it is to be started.
#[derive(Debug, Clone, Copy)]
pub struct ProgramStart<'s> {
    /// The program.
    pub program: &'s Path,
    /// The folder of the crate that is graded.
    pub crate_dir: &'s Path,
    /// The folder that is the process's own.
    pub scratch: &'s Path,
    /// The folder of the pipe into which it reports, if it is one.
    pub report: Option<&'s Path>,
    /// What the process may use.
    pub limits: Limits,
}

/// How the process of a step is held that nobody trusts.
#[derive(Debug, Clone, Copy)]
pub struct Custody {
    /// Whether its report is a pipe, from which nothing can be read again.
    pub has_pipe: bool,
    /// The user that it becomes, to whom its folder has to belong.
    pub user: Option<u32>,
    /// What it may write to a disk in memory, in bytes.
    pub disk: u64,
}

/// Variables that tell of the cargo that started us, or that change how code is
/// compiled. A `-D warnings` meant for the checker must not fail a student.
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
    // The tokens of a job, and the files by which a step talks to it.
    "ACTIONS_",
    "GITHUB_",
];

/// Starts a student's own code, and ours: as it is.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Launcher for Plain {
    fn cargo(&self, _: &Path, _: usize) -> Result<Command, Error> {
        let mut command = Command::new(cargo());
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

/// Starts programs of our own, compiled as the user's environment says.
#[derive(Debug, Clone, Copy)]
pub struct Inherited;

impl Launcher for Inherited {
    fn cargo(&self, _: &Path, _: usize) -> Result<Command, Error> {
        Ok(Command::new(cargo()))
    }

    fn build_limits(&self, _: usize) -> Option<BuildLimits> {
        None
    }

    fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error> {
        Plain.program(start)
    }
}

/// The cargo that started us, if one did.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Where cargo keeps what it has downloaded.
pub fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || env::home_dir().unwrap_or_default().join(".cargo"),
        PathBuf::from,
    )
}
