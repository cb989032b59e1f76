//! What somebody handed in, and what became of it.

/// What was found in a submission, and what was made of each file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What it was called on the command line.
    pub name: String,
    /// What it was, such as `a ZIP file with a clone of the course`.
    pub found: String,
    /// Files that are graded, by their paths in the course, such as
    /// `lessons/01-config/src/url.rs`.
    pub taken: Vec<String>,
    /// Files that the course has in a form of its own, or does not know.
    pub dropped: Vec<LeftOut>,
    /// Files that are graded in no case: links, devices, names that lead elsewhere.
    pub rejected: Vec<LeftOut>,
}

/// A file, or a folder as a whole, that is not graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path in the submission, made fit to be read.
    pub path: String,
    /// Why it is not graded.
    pub why: String,
}
