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

impl ExitCode {
    /// What another program of ours has ended with; a signal is none.
    pub fn of(status: std::process::ExitStatus) -> Self {
        let all = [
            Self::AllPoints,
            Self::PointsMissing,
            Self::Usage,
            Self::CourseBroken,
            Self::Environment,
        ];
        let mut all = all.into_iter();
        all.find(|code| status.code() == Some(*code as i32))
            .unwrap_or(Self::Bug)
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
