//! The room on a file system.

use std::path::Path;

/// Room on a file system. There may be none for one more file although there is for many bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    /// In bytes.
    pub bytes: u64,
    /// Files and folders.
    pub files: u64,
}

impl Room {
    /// Whether this is as much as that, or more.
    pub fn holds(self, needed: Self) -> bool {
        self.bytes >= needed.bytes && self.files >= needed.files
    }

    /// So many times this.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self {
            bytes: self.bytes.saturating_mul(count),
            files: self.files.saturating_mul(count),
        }
    }

    /// What is left if that is taken.
    #[must_use]
    pub fn without(self, taken: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_sub(taken.bytes),
            files: self.files.saturating_sub(taken.files),
        }
    }
}

/// The free room on the file system of `path`, where the system says it.
#[cfg(unix)]
pub fn room(path: &Path) -> Option<Room> {
    let found = rustix::fs::statvfs(path).ok()?;
    // Some file systems make files as long as there are bytes, and count none.
    let counts_files = found.f_files > 0;
    Some(Room {
        bytes: found.f_bavail.saturating_mul(found.f_frsize),
        files: if counts_files {
            found.f_favail
        } else {
            u64::MAX
        },
    })
}

/// The free room on the file system of `path`, where the system says it.
#[cfg(not(unix))]
pub fn room(_: &Path) -> Option<Room> {
    None
}
