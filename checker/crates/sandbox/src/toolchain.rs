//! Where the compiler is.

use course::error::Error;
use course::lesson::Course;
use harness::versions::output_in;
use std::env;
use std::path::PathBuf;

/// The compiler itself, not rustup's programs that choose one.
#[derive(Debug)]
pub struct Toolchain {
    /// Its folder.
    pub(crate) sysroot: PathBuf,
    /// What it says of itself.
    pub(crate) version: String,
}

impl Toolchain {
    /// The one that a course uses. Whoever starts us in another folder, such as one that was handed in,
    /// does not choose it.
    pub fn of(course: &Course) -> Result<Self, Error> {
        let asking = || Error::while_doing("ask rustc for its version (is Rust installed?)");
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version =
            output_in(&course.root, &rustc, &["--version", "--verbose"]).map_err(asking())?;
        let sysroot = output_in(&course.root, &rustc, &["--print", "sysroot"]).map_err(asking())?;
        let sysroot = PathBuf::from(sysroot).canonicalize().map_err(asking())?;
        Ok(Self { sysroot, version })
    }

    /// The system that it compiles for, such as `x86_64-unknown-linux-gnu`.
    pub(crate) fn host(&self) -> &str {
        let mut lines = self.version.lines();
        let host = lines.find_map(|line| line.strip_prefix("host: "));
        host.unwrap_or_default()
    }

    /// The folder with its programs.
    pub(crate) fn bin(&self) -> PathBuf {
        self.sysroot.join("bin")
    }
}
