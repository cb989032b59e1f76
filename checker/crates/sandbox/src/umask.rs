//! Who may read the files that are made.

/// Has others read the files that are made from now on until it is dropped: student code runs as
/// somebody else, whatever the teacher keeps from others.
#[must_use]
pub fn readable_files() -> ReadableFiles {
    ReadableFiles {
        #[cfg(unix)]
        before: rustix::process::umask(rustix::fs::Mode::WGRP | rustix::fs::Mode::WOTH),
    }
}

/// Files are as they were before when this is dropped.
#[derive(Debug)]
pub struct ReadableFiles {
    #[cfg(unix)]
    before: rustix::fs::Mode,
}

#[cfg(unix)]
impl Drop for ReadableFiles {
    fn drop(&mut self) {
        rustix::process::umask(self.before);
    }
}
