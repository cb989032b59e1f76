//! What this machine offers to lock up code.

use crate::launcher::command::LauncherCommand;
use crate::launcher::policy::Policy;
use crate::launcher::probe;
use course::confinement::{Confinement, Level};
use course::error::Error;
use course::outcome::Exit;
use std::path::Path;
use std::process::Command;

/// How student code is locked up on this machine.
#[derive(Debug, Clone)]
pub struct Sandbox {
    confinement: Confinement,
    launcher: LauncherCommand,
}

impl Sandbox {
    /// Tries out what this machine offers. `home` is the folder in which submissions are
    /// built and run; `secret` is a file that they must not read.
    pub fn here(home: &Path, secret: &Path) -> Result<Self, Error> {
        let mut launcher = LauncherCommand::here(home)?;
        let confinement = if cfg!(target_os = "linux") {
            probe::confinement(&mut launcher, home, secret)?
        } else {
            Confinement::none("only Linux has one")
        };
        Ok(Self {
            confinement,
            launcher,
        })
    }

    /// What it consists of.
    pub fn confinement(&self) -> &Confinement {
        &self.confinement
    }

    /// An error unless all that trusted grading asks for is there.
    pub fn require_full(&self) -> Result<(), Error> {
        if self.confinement.level == Level::Full {
            return Ok(());
        }
        let means = self.confinement.means.iter();
        let missing = means.filter(|one| one.is_needed && !one.is_on);
        let missing = missing.map(|one| format!("{} ({})", one.name, one.detail));
        Err(Error::NoFullSandbox {
            missing: missing.collect::<Vec<_>>().join(", "),
        })
    }

    /// The users as whom programs run, if not as ours. They are in a group that is called as the first
    /// of them.
    pub(crate) fn users(&self) -> &[u32] {
        &self.launcher.users
    }

    /// How a program ended, given how its launcher did: like a shell, bubblewrap turns a
    /// signal into an exit code.
    pub(crate) fn exit(&self, exit: Exit) -> Exit {
        match exit {
            Exit::Code(code @ 129..=192) if self.launcher.bubblewrap.is_some() => {
                Exit::Signal(code - 128)
            }
            other => other,
        }
    }

    /// A command that runs `program` as `policy` says, as far as this machine can.
    pub(crate) fn command(&self, policy: Policy, program: &Path) -> Result<Command, Error> {
        match self.confinement.level {
            Level::None => Ok(Command::new(program)),
            Level::Partial | Level::Full => self.launcher.start(policy, program),
        }
    }
}
