//! Disk, memory and clock.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use terminal::doctor::DoctorCheck;

const GIB: u64 = 1 << 30;

/// `target/` after a full run, with some room.
const DISK: u64 = GIB * 3 / 2;

/// Below this the first build fails.
const DISK_AT_LEAST: u64 = GIB / 2;

/// What rustc and the C compiler take for SQLite, side by side.
const MEMORY: u64 = GIB;

/// 2025-01-01. No machine on which this was compiled can be older.
const PAST: Duration = Duration::from_hours(482_136);

/// A file system can have a coarser clock than the machine.
const TOLERANCE: Duration = Duration::from_secs(10);

pub(super) fn look(root: &Path, target_dir: &Path) -> Vec<DoctorCheck> {
    let mut findings = Vec::new();
    let target_dir = if target_dir.is_dir() {
        target_dir
    } else {
        root
    };
    findings.extend(disk(target_dir));
    findings.extend(memory());
    findings.push(clock(root));
    findings
}

fn disk(target_dir: &Path) -> Option<DoctorCheck> {
    let free = free_bytes(target_dir)?;
    let told = format!("{} free for target/", gib(free));
    Some(if free < DISK_AT_LEAST {
        DoctorCheck::bad("disk", told, "make room: a full run needs about 1.5 GiB")
    } else if free < DISK {
        let advice = "make room soon: a full run needs about 1.5 GiB";
        DoctorCheck::note("disk", told, advice)
    } else {
        DoctorCheck::fine("disk", told)
    })
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Linux alone tells it in a file.
fn memory() -> Option<DoctorCheck> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let available = available_bytes(&text)?;
    let told = format!("{} available", gib(available));
    Some(if available < MEMORY {
        let advice = "close what you do not need, or build with one job: CARGO_BUILD_JOBS=1";
        DoctorCheck::note("memory", told, advice)
    } else {
        DoctorCheck::fine("memory", told)
    })
}

fn available_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// cargo compiles what is newer than what it compiled. To a clock that goes wrong everything
/// is new, or nothing.
fn clock(root: &Path) -> DoctorCheck {
    let now = SystemTime::now();
    let manifest = fs::metadata(root.join("Cargo.toml")).and_then(|data| data.modified());
    if now < UNIX_EPOCH + PAST {
        DoctorCheck::note("clock", "it is in the past", "set the date of this machine")
    } else if manifest.is_ok_and(|changed| changed > now + TOLERANCE) {
        DoctorCheck::note(
            "clock",
            "files of the course are newer than now",
            "set the date of this machine, or `touch` the files: cargo compiles them each time",
        )
    } else {
        DoctorCheck::fine("clock", "no file of the course comes from the future")
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
    fn memory_is_read_as_linux_tells_it() {
        let text = "MemTotal:       8000000 kB\nMemAvailable:   2097152 kB\n";
        assert_eq!(available_bytes(text).map(gib).unwrap(), "2.0 GiB");
        assert_eq!(available_bytes("MemTotal: 1 kB\n"), None);
    }
}
