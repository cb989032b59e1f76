//! bubblewrap, where it works: the launcher then starts with mounts, processes and a
//! network of its own. A hole in Landlock or in seccomp alone is then no way out.

use crate::launcher::policy::Policy;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where distributions put it. `PATH` is not searched: bubblewrap may run as root.
const PROGRAMS: [&str; 3] = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];

/// What every launcher starts with: a read-only file system with no devices but those in
/// `/dev`. When its parent ends, everything in it ends.
const OPTIONS: [&str; 15] = [
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--die-with-parent",
    "--ro-bind",
    "/",
    "/",
    "--dev-bind",
    "/dev",
    "/dev",
    "--proc",
    "/proc",
    "--",
];

/// What root needs until the launcher has become another user.
const ROOT_CAPABILITIES: [&str; 4] = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"];

/// A process with an id as low as this is in a namespace that was made for it.
const FIRST_IDS: i32 = 9;

/// The program, if it is installed.
pub(super) fn program() -> Option<PathBuf> {
    let mut programs = PROGRAMS.iter().map(PathBuf::from);
    programs.find(|program| program.is_file())
}

/// Starts `launcher` with namespaces of its own.
pub(super) fn command(program: &Path, policy: &Policy, launcher: &Path) -> Command {
    let mut command = Command::new(program);
    if policy.user.is_some() {
        command.args(ROOT_CAPABILITIES);
    }
    let [options @ .., end] = OPTIONS;
    command.args(options);
    let is_folder = |path: &&Path| path.is_dir();
    let write = policy.write.iter().map(PathBuf::as_path);
    let report = policy.report.as_deref();
    for folder in write.chain(report).filter(is_folder) {
        command.arg("--bind").arg(folder).arg(folder);
    }
    command.arg(end).arg(launcher);
    command
}

/// Whether this process, a launcher, sees the processes of others.
#[cfg(target_os = "linux")]
pub(super) fn sees_other_processes() -> bool {
    rustix::process::getpid().as_raw_nonzero().get() > FIRST_IDS
}
