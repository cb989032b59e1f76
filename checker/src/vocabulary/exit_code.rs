//! The exit codes of the command line.

/// What a process that ran the checker can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// All points of what was asked for, or the command did its work.
    AllPoints = 0,
    /// Points are missing.
    PointsMissing = 1,
    /// The command line was not understood.
    Usage = 2,
    /// The course contradicts itself: an author's fault.
    CourseBroken = 3,
    /// Something outside is missing: a compiler, disk space.
    Environment = 4,
    /// A bug in the checker.
    Bug = 70,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
