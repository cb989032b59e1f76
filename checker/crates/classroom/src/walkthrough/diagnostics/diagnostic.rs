//! One thing that is wrong.

/// Something that is wrong with the slides of a course.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DeckDiagnostic {
    /// The file to mend, from the course's folder.
    pub file: String,
    /// What is wrong, and what to do.
    pub message: String,
}
