//! Open files that a process gets from the one that starts it, each at a fixed number. No safe code can
//! write into them: it cannot make a file of a number, the system opens no socket a second time, and
//! the sandbox no pipe of ours.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

/// Where a step's process finds its report, if that has no name.
pub const REPORT: RawFd = 101;

/// Where a tool's process finds its end of what leads to the step's process.
pub(crate) const TOOL: RawFd = 102;

/// The command of `fcntl` that reads a file's flags.
const F_GETFD: i32 = 1;

#[expect(unsafe_code, reason = "the standard library cannot do this")]
unsafe extern "C" {
    fn dup2(from: i32, to: i32) -> i32;
    fn fcntl(file: i32, command: i32, ...) -> i32;
}

/// Whether a file is open at this number.
#[expect(unsafe_code, reason = "the standard library cannot ask")]
fn is_open(number: RawFd) -> bool {
    // SAFETY: this looks at a number, and changes nothing.
    unsafe { fcntl(number, F_GETFD) != -1 }
}

/// Takes the file at this number for this process alone, if there is one.
#[expect(unsafe_code, reason = "a file is made of a number")]
pub(crate) fn take(number: RawFd) -> Option<File> {
    if !is_open(number) {
        return None;
    }
    // SAFETY: the file was opened for this process, and nobody else has this number.
    let inherited = unsafe { OwnedFd::from_raw_fd(number) };
    // The copy is closed in every process that is started from here.
    inherited.try_clone().ok().map(File::from)
}

/// A file that the next process inherits. It is closed here when this is dropped.
pub(crate) struct PassedOn {
    _file: OwnedFd,
}

impl PassedOn {
    /// Has the next process find `file` at this number.
    #[expect(
        unsafe_code,
        reason = "the standard library passes on only three files"
    )]
    pub(crate) fn at(number: RawFd, file: &OwnedFd) -> io::Result<Self> {
        if is_open(number) {
            let why = "a hundred files are open";
            return Err(io::Error::other(why));
        }
        // SAFETY: the number is nobody's, so no file is closed by this.
        let copied = unsafe { dup2(file.as_raw_fd(), number) };
        if copied == -1 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: it was opened just now.
        let file = unsafe { OwnedFd::from_raw_fd(copied) };
        Ok(Self { _file: file })
    }
}
