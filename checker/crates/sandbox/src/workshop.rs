//! How submissions are compiled: with this compiler, offline, with the versions of the lock file,
//! and with no other settings than the course's.

use crate::cargo_home;
use crate::launcher::{Policy, Sandbox};
use crate::pristine::{CARGO, COURSE, LIBRARIES, remove};
use crate::slot::Slot;
use crate::toolchain::Toolchain;
use course::error::Error;
use harness::launcher::{self, BuildLimits, Launcher, ProgramStart};
use harness::workspace::Subject;
use scenario::reentry;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// What cargo starts in place of the compiler for lessons and their programs. cargo also asks it what the
/// compiler can do, with a crate named `___`, and must not hear that it makes nothing else.
pub(crate) const WRAPPER: &str = "rustc-for-programs";

/// It links the C library into programs, if that is there: such a program needs no other file that could
/// be run. And it puts what stands in [`LINKED`] between the linker's arguments.
pub(crate) const SCRIPT: &str = "\
#!/bin/sh
case \" $* \" in
*' --crate-name ___ '*) ;;
*' --crate-type bin '*) set -- \"$@\" $CHECKER_LINKED @static@ ;;
esac
exec \"$@\"
";
const WITH_C_LIBRARY: &str = "-C target-feature=+crt-static";

/// The variable with more arguments for programs.
const LINKED: &str = "CHECKER_LINKED";

/// The versions of packages.
pub(crate) const LOCK: &str = "Cargo.lock";

/// The time for the preparation, and the processor time of each compiler in it, in seconds. SQLite takes
/// twenty.
const PREPARATION: u64 = 3600;

/// The tools, and where they are.
#[derive(Debug)]
pub(crate) struct Workshop {
    pub(crate) toolchain: Toolchain,
    home: PathBuf,
}

impl Workshop {
    pub(crate) fn new(toolchain: Toolchain, home: &Path) -> Self {
        Self {
            toolchain,
            home: home.to_owned(),
        }
    }

    /// Gets everything that the `workspace` generated for a slot needs, so that it can be compiled
    /// without a network.
    pub(crate) fn stock(
        &self,
        course_root: &Path,
        workspace: &Path,
        slot: &Slot,
    ) -> Result<(), Error> {
        let home = self.cargo_home();
        cargo_home::make(course_root, workspace, &self.toolchain, &home)?;
        let keeping = || Error::while_doing("keep the versions of packages");
        let mut lock = fs::read_to_string(workspace.join(LOCK)).map_err(keeping())?;
        for subject in slot.subjects() {
            lock = lock.replace(&subject.program(), &subject.label);
        }
        fs::write(home.join(LOCK), lock).map_err(keeping())
    }

    /// The lock file of a slot. cargo accepts one only if it has the names of all programs, and
    /// nothing that is not needed.
    pub(crate) fn lock_file(home: &Path, subjects: &[Subject<'_>]) -> Option<String> {
        let mut lock = fs::read_to_string(home.join(CARGO).join(LOCK)).ok()?;
        for subject in subjects {
            let quoted = |name: &str| format!("\"{name}\"");
            lock = lock.replace(&quoted(&subject.label), &quoted(&subject.program()));
        }
        Some(lock)
    }

    /// Whether programs contain the C library.
    pub(crate) fn links_statically(&self) -> bool {
        let script = fs::read_to_string(self.home.join(WRAPPER)).unwrap_or_default();
        script.contains(WITH_C_LIBRARY)
    }

    /// Has programs contain the C library, if there is one to link: not every system has it in this
    /// form.
    pub(crate) fn write_wrapper(&self) -> io::Result<()> {
        let (script, probe) = (self.home.join(WRAPPER), self.home.join("probe"));
        remove(&script)?;
        fs::create_dir(&probe)?;
        fs::write(probe.join("main.rs"), "fn main() {}")?;
        let linked = Command::new(self.toolchain.bin().join("rustc"))
            .args(WITH_C_LIBRARY.split(' '))
            .arg("main.rs")
            .current_dir(&probe)
            .stdin(Stdio::null())
            .output();
        remove(&probe)?;
        let is_linked = linked.is_ok_and(|linked| linked.status.success());
        let library = if is_linked { WITH_C_LIBRARY } else { "" };
        fs::write(&script, SCRIPT.replace("@static@", library))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
        }
        Ok(())
    }

    /// Has programs keep hooks of SQLite from running inside themselves.
    pub(crate) fn guard_hooks(command: &mut Command) {
        let wrapped = reentry::WRAPPED.map(|name| format!("-C link-arg=-Wl,--wrap={name}"));
        command.env(LINKED, wrapped.join(" "));
    }

    /// cargo for the workspace of a slot. It may write into the folder `written`, and compilers may
    /// use this many seconds of a processor.
    pub(crate) fn cargo(
        &self,
        sandbox: &Sandbox,
        slot: &Slot,
        written: PathBuf,
        seconds: u64,
    ) -> Result<Command, Error> {
        let bin = self.toolchain.bin();
        let own = bin.join("cargo");
        let program = if own.is_file() {
            own
        } else {
            launcher::cargo().into()
        };
        let temporary = slot.temporary();
        let mut read = vec![slot.course.root.clone(), self.cargo_home()];
        read.extend([COURSE, LIBRARIES].map(|part| self.home.join(part)));
        read.extend(cargo_home::outside(&self.cargo_home()));
        let mut policy = Policy::for_build(&self.toolchain.sysroot, seconds);
        policy
            .read
            .extend(read.into_iter().filter(|it| it.exists()));
        policy.write.extend([written, temporary.clone()]);
        let wrapper = self.home.join(WRAPPER);
        if wrapper.is_file() {
            policy.execute.push(wrapper.clone());
        }
        let mut command = sandbox.command(policy, &program)?;
        let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
        let path = env::join_paths([bin].into_iter().chain(system)).map_err(|error| {
            Error::Usage(format!("the path of Rust's folder cannot be used: {error}"))
        })?;
        command
            // cargo looks for settings in each folder above.
            .current_dir("/")
            .env_clear()
            .env("PATH", path)
            .env("HOME", &temporary)
            .env("TMPDIR", &temporary)
            .env("CARGO_HOME", self.cargo_home())
            .env("LANG", "C.UTF-8");
        if wrapper.is_file() {
            command.env("RUSTC_WORKSPACE_WRAPPER", wrapper);
        }
        command.args(["--locked", "--offline"]);
        Ok(command)
    }

    fn cargo_home(&self) -> PathBuf {
        self.home.join(CARGO)
    }
}

/// Compiles what all lessons need. It has the time that it takes.
#[derive(Debug)]
pub(crate) struct Preparation<'p> {
    pub(crate) sandbox: &'p Sandbox,
    pub(crate) workshop: &'p Workshop,
    pub(crate) slot: &'p Slot,
}

impl Launcher for Preparation<'_> {
    fn cargo(&self, _: &Path, _: usize) -> Result<Command, Error> {
        let libraries = self.workshop.home.join(LIBRARIES);
        self.workshop
            .cargo(self.sandbox, self.slot, libraries, PREPARATION)
    }

    /// It can be ended at any time, but nothing that it needs is charged to anybody.
    fn build_limits(&self, _: usize) -> Option<BuildLimits> {
        Some(BuildLimits {
            time: Duration::from_secs(PREPARATION),
            output: u64::MAX,
            written: u64::MAX,
        })
    }

    fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error> {
        Ok(Command::new(start.program))
    }
}
