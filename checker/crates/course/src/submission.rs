//! What somebody handed in, and what became of each file.

/// The content of a submission, as far as a report tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Its name on the command line, without control characters.
    pub name: String,
    /// What it was, such as `a ZIP file with a clone of the course`.
    pub found: String,
    /// Files that are graded, by their paths in the course, such as
    /// `lessons/01-config/src/url.rs`.
    pub taken: Vec<String>,
    /// Files that are not graded: the course has its own, or has no use for them.
    pub dropped: Vec<IgnoredFile>,
    /// How many more there are of these.
    pub more_dropped: usize,
    /// Files that are never accepted: links, devices, names that lead elsewhere, and what cannot be
    /// read.
    pub rejected: Vec<IgnoredFile>,
    /// How many more there are of these.
    pub more_rejected: usize,
}

/// A file or a whole folder that is not graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredFile {
    /// Its path in the submission, without control characters, and shortened if it is long.
    pub path: String,
    /// Why it is not graded.
    pub why: String,
}
