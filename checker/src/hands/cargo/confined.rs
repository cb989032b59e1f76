//! cargo with somebody else's code: offline, with the versions of the lock file, in a
//! sandbox, with an environment of its own, and not for ever.

use crate::hands::sandbox::{self, Sandbox, cargo_home};
use crate::hands::toolchain::output_of;
use crate::vocabulary::error::Error;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler, without the programs in front of it that choose one.
#[derive(Debug)]
pub struct Toolchain {
    /// Where it lies.
    pub sysroot: PathBuf,
    /// What it says of itself.
    pub version: String,
}

impl Toolchain {
    /// The one that is used in this folder.
    pub fn here() -> Result<Self, Error> {
        let asking = || Error::while_doing("ask rustc for its version (is Rust installed?)");
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version = output_of(&rustc, &["--version", "--verbose"]).map_err(asking())?;
        let sysroot = output_of(&rustc, &["--print", "sysroot"]).map_err(asking())?;
        let sysroot = PathBuf::from(sysroot).canonicalize().map_err(asking())?;
        Ok(Self { sysroot, version })
    }

    fn bin(&self) -> PathBuf {
        self.sysroot.join("bin")
    }
}

/// How somebody else's code is compiled.
#[derive(Debug, Clone, Copy)]
pub struct Confined<'s> {
    /// What keeps the compilers from everything else.
    pub sandbox: &'s Sandbox,
    /// The compiler.
    pub toolchain: &'s Toolchain,
    /// The pristine course.
    pub course: &'s Path,
    /// Where temporary files go.
    pub temporary: &'s Path,
}

impl Confined<'_> {
    /// The wall-clock limit of one call of cargo for so many packages. Each takes two
    /// seconds on a quiet machine.
    pub fn seconds(packages: usize) -> u64 {
        20 + 10 * packages as u64
    }

    /// cargo without arguments, and with nothing of the environment.
    pub(super) fn cargo(&self, target_dir: &Path, packages: usize) -> Result<Command, Error> {
        let bin = self.toolchain.bin();
        let own = bin.join("cargo");
        let program = if own.is_file() {
            own
        } else {
            PathBuf::from(super::cargo())
        };
        let written = [target_dir.to_owned(), self.temporary.to_owned()];
        let sysroot = &self.toolchain.sysroot;
        let policy = sandbox::building(self.course, sysroot, &written, Self::seconds(packages));
        let mut command = self.sandbox.command(&policy, &program)?;
        let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
        let path = env::join_paths([bin].into_iter().chain(system)).map_err(|error| {
            Error::Usage(format!("the path of Rust's folder cannot be used: {error}"))
        })?;
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.temporary)
            .env("TMPDIR", self.temporary)
            .env("CARGO_HOME", cargo_home())
            .env("LANG", "C.UTF-8");
        Ok(command)
    }
}
