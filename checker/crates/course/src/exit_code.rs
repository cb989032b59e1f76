//! The exit codes of the command line.

/// What the caller of the checker can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// All requested steps have all their points, or the command succeeded.
    AllPoints = 0,
    /// Points are missing.
    PointsMissing = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// The course contradicts itself: its author's fault.
    CourseBroken = 3,
    /// The machine lacks something: a compiler, disk space.
    Environment = 4,
    /// A bug in the checker.
    Bug = 70,
}

impl ExitCode {
    /// The exit code of another of our programs. A signal counts as a bug.
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
