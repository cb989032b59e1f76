//! The users as whom student code runs.

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

/// The users that steps become which run side by side: root turns into users whom nothing belongs to,
/// provided that these can reach the folder `home`. Each grading has others. The kernel counts
/// processes by user, so a step that starts them without an end leaves none to a step of the same user.
#[cfg(unix)]
pub(super) fn for_students(home: &Path) -> Vec<u32> {
    use std::os::unix::fs::PermissionsExt;
    let is_open = |folder: &Path| {
        let mode = fs::metadata(folder).map(|data| data.permissions().mode());
        mode.is_ok_and(|mode| mode & 0o001 != 0)
    };
    let is_root = rustix::process::geteuid().is_root();
    if is_root && home.ancestors().all(is_open) {
        unused_users()
    } else {
        Vec::new()
    }
}

#[cfg(not(unix))]
pub(super) fn for_students(_: &Path) -> Vec<u32> {
    Vec::new()
}

#[cfg(unix)]
fn unused_users() -> Vec<u32> {
    let found = free_users(std::process::id(), workers(), &tasks(), &mapped_users());
    if found.is_empty() {
        vec![harness::launcher::NOBODY]
    } else {
        found
    }
}

/// So many users without processes that exist here, if there are. Who starts at the same time has
/// another process id, and so begins to look elsewhere.
#[cfg(unix)]
fn free_users(
    process: u32,
    wanted: u32,
    busy: &BTreeMap<u32, u64>,
    mapped: &[Range<u32>],
) -> Vec<u32> {
    let count = UNUSED.end - UNUSED.start;
    let first = process % count * (wanted % count) % count;
    let users = (0..count).map(|step| UNUSED.start + (first + step) % count);
    let users = users.filter(|user| mapped.iter().any(|range| range.contains(user)));
    let users = users.filter(|user| !busy.contains_key(user));
    users.take(wanted as usize).collect()
}

/// How many steps run side by side.
fn workers() -> u32 {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(workers).unwrap_or(u32::MAX)
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

/// How many processes and threads one of these users may have, or else our own, whose steps share them
/// with whatever runs already.
pub(super) fn task_limit(users: &[u32]) -> u64 {
    let shared_by_all = |user| {
        let running = tasks().remove(&user).unwrap_or_default();
        running + u64::from(workers()) * TASKS
    };
    match users {
        [] => shared_by_all(own_user()),
        [one] => shared_by_all(*one),
        _ => TASKS,
    }
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
    use super::{UNUSED, free_users};
    use std::collections::BTreeMap;

    #[test]
    fn who_grades_at_the_same_time_has_other_users() {
        let first = UNUSED.start;
        let free = |process, busy: &[u32]| {
            let busy: BTreeMap<u32, u64> = busy.iter().map(|user| (*user, 1)).collect();
            free_users(process, 2, &busy, &[0..1000, 1000..u32::MAX])
        };
        assert_eq!(free(606, &[]), [first, first + 1]);
        assert_eq!(free(607, &[]), [first + 2, first + 3]);
        assert_eq!(free(606, &[first, first + 2]), [first + 1, first + 3]);
        let last = UNUSED.end - 1;
        assert_eq!(free(605, &[last]), [last - 1, first]);
        let mapped = &[0..1000, 65534..65535];
        assert!(free_users(606, 2, &BTreeMap::new(), mapped).is_empty());
    }
}
