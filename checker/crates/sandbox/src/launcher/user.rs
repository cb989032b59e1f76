//! The user as whom student code runs.

use std::collections::BTreeMap;
use std::fs;
#[cfg(unix)]
use std::ops::Range;
use std::path::Path;
use std::thread;

/// Processes and threads that each step may have.
const TASKS: u64 = 48;

/// Numbers that no distribution gives to anybody (systemd.io/UIDS-GIDS).
#[cfg(unix)]
const UNUSED: Range<u32> = 60578..61184;

/// The user that student code becomes: root turns into a user whom nothing belongs to, provided
/// that it can reach the folder `home`. Each grading has another one. The kernel counts processes
/// by user, so a submission that starts them without an end leaves none to a submission that is
/// graded as the same user.
#[cfg(unix)]
pub(super) fn for_students(home: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let is_open = |folder: &Path| {
        let mode = fs::metadata(folder).map(|data| data.permissions().mode());
        mode.is_ok_and(|mode| mode & 0o001 != 0)
    };
    let is_root = rustix::process::geteuid().is_root();
    (is_root && home.ancestors().all(is_open)).then(unused_user)
}

#[cfg(not(unix))]
pub(super) fn for_students(_: &Path) -> Option<u32> {
    None
}

#[cfg(unix)]
fn unused_user() -> u32 {
    free_user(std::process::id(), &tasks(), &mapped_users()).unwrap_or(harness::launcher::NOBODY)
}

/// A user without processes that exists here. Who starts at the same time has another process id,
/// and so begins to look elsewhere.
#[cfg(unix)]
fn free_user(process: u32, busy: &BTreeMap<u32, u64>, mapped: &[Range<u32>]) -> Option<u32> {
    let count = UNUSED.end - UNUSED.start;
    let users = (0..count).map(|step| UNUSED.start + (process % count + step) % count);
    let mut users = users.filter(|user| mapped.iter().any(|range| range.contains(user)));
    users.find(|user| !busy.contains_key(user))
}

/// The users that exist here. Containers may have but a few; then student code is nobody.
#[cfg(unix)]
fn mapped_users() -> Vec<Range<u32>> {
    let map = fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    let range = |line: &str| {
        let mut numbers = line.split_whitespace().map(str::parse::<u32>);
        let mut next = || numbers.next().and_then(Result::ok);
        let (first, _, count) = (next()?, next()?, next()?);
        Some(first..first.saturating_add(count))
    };
    map.lines().filter_map(range).collect()
}

/// How many processes and threads the user of student code may have, including those
/// that it has already.
pub(super) fn task_limit(user: Option<u32>) -> u64 {
    let workers = thread::available_parallelism().map_or(1, usize::from) as u64;
    let user = user.unwrap_or_else(own_user);
    tasks().remove(&user).unwrap_or_default() + workers * TASKS
}

/// The processes and threads of each user that has any.
fn tasks() -> BTreeMap<u32, u64> {
    let mut tasks = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u32>().ok()
        };
        if let (Some(user), Some(threads)) = (field("Uid:"), field("Threads:")) {
            *tasks.entry(user).or_default() += u64::from(threads);
        }
    }
    tasks
}

#[cfg(unix)]
fn own_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn own_user() -> u32 {
    0
}

#[cfg(all(test, unix))]
mod tests {
    use super::{UNUSED, free_user};
    use std::collections::BTreeMap;

    #[test]
    fn who_grades_at_the_same_time_has_another_user() {
        let first = UNUSED.start;
        let free = |process, busy: &[u32]| {
            let busy: BTreeMap<u32, u64> = busy.iter().map(|user| (*user, 1)).collect();
            free_user(process, &busy, &[0..1000, 1000..u32::MAX])
        };
        assert_eq!(free(606, &[]), Some(first));
        assert_eq!(free(607, &[]), Some(first + 1));
        assert_eq!(free(606, &[first, first + 1]), Some(first + 2));
        assert_eq!(free(605, &[UNUSED.end - 1]), Some(first));
        assert_eq!(
            free_user(606, &BTreeMap::new(), &[0..1000, 65534..65535]),
            None
        );
    }
}
