//! What confined programs need of the file system, and nothing more.

use crate::launcher::{Kind, Policy};
use course::lesson::Limits;
use harness::launcher::cargo_home;
use std::path::{Path, PathBuf};

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

/// Which libraries there are.
const CACHES: [&str; 1] = ["/etc/ld.so.cache"];

/// The programs that load programs, on the processors that are supported.
const LOADERS: [&str; 4] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
];

/// Where compilers and linkers are, and what they read. Not `/usr` as a whole: a
/// course may lie in `/usr/src`.
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

/// What linkers want to know.
const LINKING: [&str; 2] = ["/etc/ld.so.conf", "/etc/ld.so.conf.d"];

/// SQLite asks it for random bytes. Nobody needs an endless file to compile.
const DEVICES: [&str; 1] = ["/dev/urandom"];

/// Of a cargo home, what is no secret: its `credentials.toml` is one.
const CARGO_HOME: [&str; 4] = ["registry", "git", "config.toml", "config"];

/// rustc and a linker need so much address space for a large crate.
const BUILD_MEMORY_MIB: u64 = 6 * 1024;

fn existing<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Vec<PathBuf> {
    let paths = paths.into_iter().map(|path| path.as_ref().to_owned());
    paths.filter(|path| path.exists()).collect()
}

/// For a step's program, which works in `scratch`.
pub fn running(program: &Path, crate_dir: &Path, scratch: &Path, limits: Limits) -> Policy {
    let mut read = existing(LIBRARIES.iter().chain(&CACHES));
    read.extend(existing(DEVICES));
    read.push(crate_dir.to_owned());
    let mut execute = existing(LOADERS);
    execute.push(program.to_owned());
    Policy {
        kind: Kind::Run,
        read,
        execute,
        write: vec![scratch.to_owned(), "/dev/null".into()],
        tell: None,
        user: None,
        tasks: None,
        memory_mib: limits.memory_mib,
        file_mib: 64,
        open_files: 128,
        seconds: limits.seconds + 2,
    }
}

/// For cargo, which builds the workspace in `course` with the compiler in `sysroot`
/// and writes into the folders `written`.
pub fn building(course: &Path, sysroot: &Path, written: &[PathBuf], seconds: u64) -> Policy {
    let mut read = existing(LINKING.iter().chain(&CACHES));
    read.push(course.to_owned());
    let home = cargo_home();
    read.extend(existing(CARGO_HOME.map(|name| home.join(name))));
    for folder in course.ancestors() {
        let configs = ["config.toml", "config"].map(|name| folder.join(".cargo").join(name));
        read.extend(existing(configs));
    }
    let mut execute = existing(LIBRARIES.iter().chain(&TOOLS));
    execute.push(sysroot.to_owned());
    let mut write = written.to_vec();
    write.push("/dev/null".into());
    Policy {
        kind: Kind::Build,
        read,
        execute,
        write,
        tell: None,
        user: None,
        tasks: None,
        memory_mib: BUILD_MEMORY_MIB,
        file_mib: 512,
        open_files: 4096,
        seconds: seconds * 4,
    }
}
