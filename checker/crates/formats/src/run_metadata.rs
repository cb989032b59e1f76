//! What a gradebook wants to know of a run besides its grade.

/// When a run was, and whose code it graded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunMetadata {
    /// When the run began, in milliseconds since 1970-01-01 UTC.
    pub started: u64,
    /// When it ended, likewise.
    pub ended: u64,
    /// The student's name in the system that started the run; empty if it has not said.
    pub student: String,
    /// What Classroom 50 says of the submission, if it started the run.
    pub classroom50: Option<Classroom50>,
}

/// A submission, as Classroom 50 names it to its autograders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classroom50 {
    /// The classroom's short name.
    pub classroom: String,
    /// The assignment's short name.
    pub assignment: String,
    /// Whether a group handed it in, not one person.
    pub is_group: bool,
    /// Whose repository it is.
    pub owner: String,
    /// The tag of the submission, such as `submit/2026-11-21T15-42-07Z-0a1b2c3`.
    pub submission: String,
    /// Where the commit can be seen.
    pub commit: String,
    /// Where the release can be seen.
    pub release: String,
    /// Where the work can be reviewed.
    pub review: String,
}
