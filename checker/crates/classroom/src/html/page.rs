//! What a page is made of, and what its parts share.

use course::grade::Grade;
use course::outcome::Verdict;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use terminal::diagram::Diagram;

/// The style sheet of all pages.
pub(crate) const STYLE: &str = include_str!("style.css");

/// What the page of a report is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    /// The result of the run.
    pub(crate) grade: &'a Grade<'a>,
    /// The schema that a step left, by the step's name, such as `models/users`.
    pub(crate) diagrams: &'a BTreeMap<String, Diagram>,
    /// Paths below this folder are shown without it.
    pub(crate) root: &'a Path,
    /// What was handed in, for readers who do not have it at hand: by lesson, and by path from the
    /// lesson's folder.
    pub(crate) code: Option<&'a BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>>>,
}

/// The anchor of a step in the page.
pub(super) fn anchor(name: &str) -> String {
    name.replace('/', "-")
}

/// A CSS class for colour only: marks and words say the same.
pub(crate) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Partly => "partly",
        Verdict::NotStarted | Verdict::Blocked => "quiet",
        Verdict::Failed
        | Verdict::DoesNotCompile
        | Verdict::Crashed
        | Verdict::TimedOut
        | Verdict::CourseBroken => "failed",
    }
}
