//! What a confined program may do. A [`Policy`] crosses a process border as JSON.

use course::lesson::Limits;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a confined program may do, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    /// What the program is there for.
    pub(crate) role: Role,
    /// Files and folders that it may read.
    pub(crate) read: Vec<PathBuf>,
    /// Files and folders that it may read and start programs from.
    pub(crate) execute: Vec<PathBuf>,
    /// Whether its program contains all its libraries: then nothing else may become code.
    pub(crate) is_static: bool,
    /// Files and folders that it may change.
    pub(crate) write: Vec<PathBuf>,
    /// The folder of the pipe into which it reports: the launcher opens that, and nobody else.
    pub(crate) report: Option<PathBuf>,
    /// The user that it becomes.
    pub(crate) user: Option<u32>,
    /// The group of these users, who can reach what they all read.
    pub(crate) group: Option<u32>,
    /// Processes and threads that this user may have.
    pub(crate) tasks: Option<u64>,
    /// Address space of each process, in MiB.
    pub(crate) memory_mib: u64,
    /// The longest file that it may write, in MiB.
    pub(crate) file_mib: u64,
    /// Files that each process may have open.
    pub(crate) open_files: u64,
    /// Processor time of each process, in seconds.
    pub(crate) seconds: u64,
}

/// What a confined program is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    /// cargo and the compilers: they read student code and do not run it.
    Build,
    /// A step's program, which runs student code.
    Step,
}

/// Where Linux keeps shared libraries.
const LIBRARIES: [&str; 8] = [
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libx32",
    "/nix/store",
];

/// The loader's list of shared libraries.
const LIBRARY_CACHE: &str = "/etc/ld.so.cache";

/// The dynamic loaders of the supported processors.
const LOADERS: [&str; 4] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
];

/// Compilers, linkers, and what they read. Not `/usr` as a whole: the course may lie
/// in `/usr/src`.
const TOOLS: [&str; 12] = [
    "/bin",
    "/sbin",
    "/usr/bin",
    "/usr/sbin",
    "/usr/libexec",
    "/usr/include",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/local/include",
    "/usr/local/libexec",
    "/etc/alternatives",
];

/// The configuration of the linker.
const LINKER: [&str; 2] = ["/etc/ld.so.conf", "/etc/ld.so.conf.d"];

/// SQLite reads random bytes from it. Compilers have no use for an endless file.
const RANDOM: &str = "/dev/urandom";

/// Address space that rustc and a linker need for a large crate.
const BUILD_MEMORY_MIB: u64 = 6 * 1024;

/// Where output goes that nobody wants.
const DISCARD: &str = "/dev/null";

impl Policy {
    /// For the program of a step, which works in the folder `scratch`. It may need the system's
    /// libraries.
    pub(crate) fn for_step(
        program: &Path,
        crate_dir: &Path,
        scratch: &Path,
        limits: Limits,
    ) -> Self {
        let mut read = existing(LIBRARIES.iter().chain([&LIBRARY_CACHE, &RANDOM]));
        read.push(crate_dir.to_owned());
        let mut execute = existing(LOADERS);
        execute.push(program.to_owned());
        Self {
            role: Role::Step,
            read,
            execute,
            is_static: false,
            write: vec![scratch.to_owned(), DISCARD.into()],
            report: None,
            user: None,
            group: None,
            tasks: None,
            memory_mib: limits.memory_mib,
            file_mib: 64,
            open_files: 128,
            seconds: limits.seconds + 2,
        }
    }

    /// The same for a program that contains all its libraries.
    pub(crate) fn for_static_step(
        program: &Path,
        crate_dir: &Path,
        scratch: &Path,
        limits: Limits,
    ) -> Self {
        let mut read = existing([RANDOM]);
        read.push(crate_dir.to_owned());
        Self {
            read,
            execute: vec![program.to_owned()],
            is_static: true,
            ..Self::for_step(program, crate_dir, scratch, limits)
        }
    }

    /// For cargo, with the compiler in `sysroot`; compilers may use this many seconds of a
    /// processor. What it builds, and where, is to be added.
    pub(crate) fn for_build(sysroot: &Path, seconds: u64) -> Self {
        let mut execute = existing(LIBRARIES.iter().chain(&TOOLS));
        execute.push(sysroot.to_owned());
        Self {
            role: Role::Build,
            read: existing(LINKER.iter().chain([&LIBRARY_CACHE])),
            execute,
            is_static: false,
            write: vec![DISCARD.into()],
            report: None,
            user: None,
            group: None,
            tasks: None,
            memory_mib: BUILD_MEMORY_MIB,
            file_mib: 512,
            open_files: 4096,
            seconds,
        }
    }
}

fn existing<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Vec<PathBuf> {
    let paths = paths.into_iter().map(|path| path.as_ref().to_owned());
    paths.filter(|path| path.exists()).collect()
}
