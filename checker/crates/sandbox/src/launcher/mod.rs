//! Locks up code that nobody trusts. The checker starts itself once more as a
//! launcher, which gives up what the code must not have and then becomes the code's
//! program: so no unsafe code is needed between fork and exec.

mod namespaces;
mod places;
mod policy;
mod probe;

#[cfg(target_os = "linux")]
mod landlock;
#[cfg(target_os = "linux")]
mod launch;
#[cfg(target_os = "linux")]
mod syscalls;

pub(crate) use places::{building, running};
pub(crate) use policy::{Kind, Policy};

use course::confinement::{Confinement, Level};
use course::error::Error;
use course::outcome::Exit;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first argument of a launcher.
const LAUNCH: &str = "__sandbox";

/// What a launcher is told instead of a program to tell what it can still do.
const PROBE: &str = "--probe";

/// The user without rights, as whom code runs that root has started.
const NOBODY: u32 = 65534;

/// How student code is locked up on this machine.
#[derive(Debug, Clone)]
pub struct Sandbox {
    confinement: Confinement,
    launcher: PathBuf,
    /// bubblewrap, where it works.
    wrapper: Option<PathBuf>,
    user: Option<u32>,
    tasks: u64,
}

impl Sandbox {
    /// Tries out what this machine offers. `home` is where submissions are built and
    /// run; `secret` a file that they must not read.
    pub fn here(home: &Path, secret: &Path) -> Result<Self, Error> {
        let launcher = std::env::current_exe()
            .map_err(Error::while_doing("find the checker's own program"))?;
        let user = probe::user(home);
        let mut sandbox = Self {
            confinement: Confinement::none("only Linux has one"),
            launcher,
            wrapper: namespaces::program(),
            user,
            tasks: probe::tasks(user),
        };
        if cfg!(target_os = "linux") {
            sandbox.confinement = probe::confinement(&mut sandbox, home, secret)?;
        }
        Ok(sandbox)
    }

    /// What it consists of.
    pub fn confinement(&self) -> &Confinement {
        &self.confinement
    }

    /// The user to whom a program's files have to belong, if it is not ours.
    pub fn user(&self) -> Option<u32> {
        self.user
    }

    /// How a program ended, of which `exit` is told: bubblewrap tells of a signal as shells
    /// do.
    pub fn exit(&self, exit: Exit) -> Exit {
        match exit {
            Exit::Code(code @ 129..=192) if self.wrapper.is_some() => Exit::Signal(code - 128),
            other => other,
        }
    }

    /// A command that runs `program` as `policy` says, as far as this machine can.
    pub fn command(&self, policy: &Policy, program: &Path) -> Result<Command, Error> {
        match self.confinement.level {
            Level::None => Ok(Command::new(program)),
            _ => self.launcher(policy, program),
        }
    }

    fn launcher(&self, policy: &Policy, program: &Path) -> Result<Command, Error> {
        let mut policy = policy.clone();
        if policy.kind == Kind::Run {
            policy.user = self.user;
            policy.tasks = Some(self.tasks);
        }
        let text = serde_json::to_string(&policy).map_err(|error| Error::Environment {
            doing: "name the folders of a sandbox".to_owned(),
            source: error.into(),
        })?;
        let wrapper = self.wrapper.as_ref().filter(|_| policy.kind == Kind::Run);
        let mut command = match wrapper {
            Some(wrapper) => namespaces::command(wrapper, &policy, &self.launcher),
            None => Command::new(&self.launcher),
        };
        command.arg(LAUNCH).arg(text).arg(program);
        Ok(command)
    }
}

/// Does the work of a launcher, if these are the arguments of one. It returns only
/// if that failed, or with what a probe is to print.
pub fn launched(arguments: impl Iterator<Item = OsString>) -> Option<io::Result<String>> {
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
fn launch(policy: &OsString, program: &OsString, rest: &[OsString]) -> io::Result<String> {
    use std::os::unix::process::CommandExt;
    let policy = policy.to_str().unwrap_or_default();
    let policy: Policy = serde_json::from_str(policy)?;
    let held = launch::confine(&policy)?;
    if program == PROBE {
        return probe::report(held, rest.first().map(Path::new));
    }
    let error = Command::new(program).args(rest).exec();
    Err(io::Error::new(
        error.kind(),
        format!("{}: {error}", Path::new(program).display()),
    ))
}

#[cfg(not(target_os = "linux"))]
fn launch(_: &OsString, _: &OsString, _: &[OsString]) -> io::Result<String> {
    Err(io::ErrorKind::Unsupported.into())
}
