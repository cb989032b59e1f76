//! The command line of a launcher.

use crate::launcher::policy::{Policy, Role};
use crate::launcher::{bubblewrap, user};
use course::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first argument of a launcher.
pub(super) const LAUNCH: &str = "__sandbox";

/// Stands in place of a program: the launcher prints what it can still do.
pub(super) const PROBE: &str = "--probe";

/// How launchers are started on this machine.
#[derive(Debug, Clone)]
pub(super) struct LauncherCommand {
    /// This program.
    pub(super) program: PathBuf,
    /// bubblewrap, where it works.
    pub(super) bubblewrap: Option<PathBuf>,
    /// The users that the programs of steps become, as many as run side by side.
    pub(super) users: Vec<u32>,
    /// Processes and threads that each of them may have.
    tasks: u64,
}

impl LauncherCommand {
    /// With all that may work. `home` is the folder in which submissions are run.
    pub(super) fn here(home: &Path) -> Result<Self, Error> {
        let program = std::env::current_exe()
            .map_err(Error::while_doing("find the checker's own program"))?;
        let users = user::for_students(home);
        Ok(Self {
            program,
            bubblewrap: bubblewrap::program(),
            tasks: user::task_limit(&users),
            users,
        })
    }

    /// A launcher that becomes `program`. Only the program of a step changes its user and
    /// gets namespaces: a build writes files that we read.
    pub(super) fn start(&self, mut policy: Policy, program: &Path) -> Result<Command, Error> {
        let is_step = policy.role == Role::Step;
        if is_step {
            policy.group = self.users.first().copied();
            policy.tasks = Some(self.tasks);
        }
        let text = serde_json::to_string(&policy).map_err(|error| Error::Environment {
            doing: "name the folders of a sandbox".to_owned(),
            source: error.into(),
        })?;
        let mut command = match &self.bubblewrap {
            Some(bubblewrap) if is_step => bubblewrap::command(bubblewrap, &policy, &self.program),
            _ => Command::new(&self.program),
        };
        command.arg(LAUNCH).arg(text).arg(program);
        Ok(command)
    }
}
