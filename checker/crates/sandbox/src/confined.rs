//! Builds and runs somebody else's code: in a sandbox, offline, with the versions of the
//! lock file, in an empty environment, and for a limited time.

use crate::launcher::{Policy, Sandbox};
use crate::pristine::Pristine;
use crate::slot::Slot;
use crate::workshop::Workshop;
use course::confinement::{Confinement, Level, Means};
use course::error::Error;
use course::outcome::Exit;
use harness::deadline::Deadline;
use harness::launcher::{BuildLimits, Custody, Launcher, ProgramStart};
use harness::room::Room;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// cargo's output is read up to this length, in bytes.
const OUTPUT: u64 = 64 * 1024 * 1024;

/// What compilers may write for a submission, in bytes. A lesson and its program have 20 MiB.
const WRITTEN: u64 = 1024 * 1024 * 1024;

/// What a step may write.
const ROOM: Room = Room {
    bytes: 128 * 1024 * 1024,
    files: 20_000,
};

/// How somebody else's code is compiled and run.
#[derive(Debug)]
pub struct Confined<'s> {
    sandbox: &'s Sandbox,
    confinement: Confinement,
    pristine: &'s Pristine,
    slot: &'s Slot,
    deadline: Deadline,
}

impl<'s> Confined<'s> {
    /// For the submission in `slot`, whose time is over at `deadline`.
    pub fn new(
        sandbox: &'s Sandbox,
        pristine: &'s Pristine,
        slot: &'s Slot,
        deadline: Deadline,
    ) -> Self {
        let mut confinement = sandbox.confinement().clone();
        if confinement.level != Level::None {
            confinement.means.push(programs(&pristine.workshop));
        }
        Self {
            sandbox,
            confinement,
            pristine,
            slot,
            deadline,
        }
    }

    /// Whether the processes of steps are locked up, at least in part.
    fn is_held(&self) -> bool {
        self.sandbox.confinement().level != Level::None
    }
}

/// Which programs a step can start.
fn programs(workshop: &Workshop) -> Means {
    let is_on = workshop.links_statically();
    let detail = if is_on {
        "nothing but a step's own can run"
    } else {
        "the C library cannot be linked into them here"
    };
    Means {
        name: "programs",
        is_on,
        detail: detail.to_owned(),
        is_needed: false,
    }
}

impl Launcher for Confined<'_> {
    /// Offline, and with nothing of our environment.
    fn cargo(&self, _: &Path, packages: usize) -> Result<Command, Error> {
        // Compilers use several cores.
        let processor = seconds(packages) * 4;
        let (slot, workshop) = (self.slot, &self.pristine.workshop);
        let mut command = workshop.cargo(self.sandbox, slot, slot.target_dir(), processor)?;
        if self.is_held() {
            Workshop::guard_hooks(&mut command);
        }
        Ok(command)
    }

    fn build_limits(&self, packages: usize) -> Option<BuildLimits> {
        Some(BuildLimits {
            time: Duration::from_secs(seconds(packages)),
            output: OUTPUT,
            written: WRITTEN,
        })
    }

    fn deadline(&self) -> Option<Deadline> {
        Some(self.deadline)
    }

    fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error> {
        make_unreadable(start.program)?;
        let policy = if self.pristine.workshop.links_statically() {
            Policy::for_static_step
        } else {
            Policy::for_step
        };
        let mut policy = policy(start.program, start.crate_dir, start.scratch, start.limits);
        policy.report = start.report.map(Path::to_owned);
        policy.user = start.user;
        self.sandbox.command(policy, start.program)
    }

    fn exit(&self, exit: Exit) -> Exit {
        self.sandbox.exit(exit)
    }

    fn custody(&self) -> Option<Custody<'_>> {
        Some(Custody {
            has_pipe: self.is_held(),
            users: self.sandbox.users(),
            room: ROOM,
            locks: self.pristine.home(),
        })
    }

    fn confinement(&self) -> Option<&Confinement> {
        Some(&self.confinement)
    }
}

/// How long one call of cargo may take, by the clock, in seconds. A package takes two on
/// a quiet machine.
fn seconds(packages: usize) -> u64 {
    20 + 10 * packages as u64
}

/// A program knows the names that were drawn for its run, and is read by nobody: the kernel starts
/// it, too, if it can only be executed.
#[cfg(unix)]
fn make_unreadable(program: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let closed = std::fs::Permissions::from_mode(0o111);
    let closing = Error::while_doing(format!("close {}", program.display()));
    std::fs::set_permissions(program, closed).map_err(closing)
}

#[cfg(not(unix))]
fn make_unreadable(_: &Path) -> Result<(), Error> {
    Ok(())
}
