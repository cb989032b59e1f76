//! Disk, memory and clock.

use harness::room::room;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use terminal::doctor::DoctorCheck;

const GIB: u64 = 1 << 30;

/// The size of `target/` after a full run, with some room to spare.
const DISK: u64 = GIB * 3 / 2;

/// With less than this the first build fails.
const DISK_AT_LEAST: u64 = GIB / 2;

/// What rustc and the C compiler use side by side while SQLite is compiled.
const MEMORY: u64 = GIB;

/// 2025-01-01, counted from 1970. This program is younger: an earlier clock is wrong.
const EARLIEST: Duration = Duration::from_hours(482_136);

/// The clock of a file system can be coarser than the machine's.
const TOLERANCE: Duration = Duration::from_secs(10);

pub(super) fn checks(root: &Path, target_dir: &Path) -> Vec<DoctorCheck> {
    let mut checks = Vec::new();
    let target_dir = if target_dir.is_dir() {
        target_dir
    } else {
        root
    };
    checks.extend(disk(target_dir));
    checks.extend(memory());
    checks.push(clock(root));
    checks
}

fn disk(target_dir: &Path) -> Option<DoctorCheck> {
    let free = room(target_dir)?.bytes;
    let free_space = format!("{} free for target/", gib(free));
    Some(if free < DISK_AT_LEAST {
        DoctorCheck::bad(
            "disk",
            free_space,
            "make room: a full run needs about 1.5 GiB",
        )
    } else if free < DISK {
        let advice = "make room soon: a full run needs about 1.5 GiB";
        DoctorCheck::note("disk", free_space, advice)
    } else {
        DoctorCheck::fine("disk", free_space)
    })
}

/// Only Linux has this in a file.
fn memory() -> Option<DoctorCheck> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let available = available_bytes(&text)?;
    let free_memory = format!("{} available", gib(available));
    Some(if available < MEMORY {
        let advice = "close other programs, or build with one job: CARGO_BUILD_JOBS=1";
        DoctorCheck::note("memory", free_memory, advice)
    } else {
        DoctorCheck::fine("memory", free_memory)
    })
}

fn available_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// cargo compiles files that are newer than its last build. With a wrong clock that is all of
/// them, or none.
fn clock(root: &Path) -> DoctorCheck {
    let now = SystemTime::now();
    let manifest = fs::metadata(root.join("Cargo.toml")).and_then(|data| data.modified());
    if now < UNIX_EPOCH + EARLIEST {
        DoctorCheck::note("clock", "it is in the past", "set the date of this machine")
    } else if manifest.is_ok_and(|changed| changed > now + TOLERANCE) {
        DoctorCheck::note(
            "clock",
            "files of the course have a date in the future",
            "set the date of this machine, or `touch` the files: cargo compiles them each time",
        )
    } else {
        DoctorCheck::fine("clock", "no file of the course has a date in the future")
    }
}

/// `1.5 GiB`, rounded down.
fn gib(bytes: u64) -> String {
    let tenths = bytes / (GIB / 10);
    format!("{}.{} GiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_says_how_much_memory_is_available() {
        let text = "MemTotal:       8000000 kB\nMemAvailable:   2097152 kB\n";
        assert_eq!(available_bytes(text).map(gib).unwrap(), "2.0 GiB");
        assert_eq!(available_bytes("MemTotal: 1 kB\n"), None);
    }
}
