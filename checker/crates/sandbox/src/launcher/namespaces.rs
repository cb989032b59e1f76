//! bubblewrap, where it works: the launcher then starts with mounts, processes and a
//! network of its own. A hole in Landlock or seccomp alone is no way out then.

use crate::launcher::Policy;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where distributions put it. Not `PATH`: it may run as root.
const PLACES: [&str; 3] = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];

/// What every launcher starts with. The file system is there to be read, without
/// devices but for those in `/dev`; whoever starts it and ends takes all with it.
const ALWAYS: [&str; 15] = [
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

/// What root keeps until the launcher has become nobody.
const ROOT: [&str; 4] = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"];

/// A process with so low a number is in a namespace that was made for it.
const FIRST: i32 = 9;

/// The program, if it is installed.
pub(super) fn program() -> Option<PathBuf> {
    let mut places = PLACES.iter().map(PathBuf::from);
    places.find(|place| place.is_file())
}

/// Starts `launcher` with namespaces of its own.
pub(super) fn command(program: &Path, policy: &Policy, launcher: &Path) -> Command {
    let mut command = Command::new(program);
    if policy.user.is_some() {
        command.args(ROOT);
    }
    let [options @ .., end] = ALWAYS;
    command.args(options);
    let is_folder = |path: &&PathBuf| path.is_dir();
    for folder in policy.write.iter().chain(&policy.tell).filter(is_folder) {
        command.arg("--bind").arg(folder).arg(folder);
    }
    command.arg(end).arg(launcher);
    command
}

/// Whether this process, a launcher, sees processes of others.
#[cfg(target_os = "linux")]
pub(super) fn are_shared() -> bool {
    rustix::process::getpid().as_raw_nonzero().get() > FIRST
}
