//! The user as whom student code runs.

#[cfg(unix)]
use harness::launcher::NOBODY;
use std::fs;
use std::path::Path;
use std::thread;

/// Processes and threads that each step may have.
const TASKS: u64 = 48;

/// The user that student code becomes: root turns into nobody, provided that nobody can
/// reach the folder `home`.
#[cfg(unix)]
pub(super) fn for_students(home: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let is_open = |folder: &Path| {
        let mode = fs::metadata(folder).map(|data| data.permissions().mode());
        mode.is_ok_and(|mode| mode & 0o001 != 0)
    };
    let is_root = rustix::process::geteuid().is_root();
    (is_root && home.ancestors().all(is_open)).then_some(NOBODY)
}

#[cfg(not(unix))]
pub(super) fn for_students(_: &Path) -> Option<u32> {
    None
}

/// How many processes and threads the user of student code may have, including those
/// that it has already.
pub(super) fn task_limit(user: Option<u32>) -> u64 {
    let workers = thread::available_parallelism().map_or(1, usize::from) as u64;
    let user = user.unwrap_or_else(own_user);
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let theirs = processes.filter_map(|entry| {
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        (field("Uid:") == Some(user.into())).then(|| field("Threads:"))?
    });
    theirs.sum::<u64>() + workers * TASKS
}

#[cfg(unix)]
fn own_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn own_user() -> u32 {
    0
}
