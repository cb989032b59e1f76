//! How a report is set.

use std::path::Path;

/// What a report in the terminal needs to know besides its contents.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Columns.
    pub width: usize,
    /// Lines of the screen on which one step should fit.
    pub height: usize,
    /// Whether every unfinished step is shown in detail, not only the first.
    pub all: bool,
    /// If only a part of the course was asked for: the name of the step after it, empty
    /// if there is none.
    pub next: Option<&'a str>,
    /// Paths below this folder are shown without it.
    pub root: &'a Path,
    /// Whether a watch shows it, which has keys where a command line has options.
    pub in_watch: bool,
}

impl Style<'_> {
    /// How a person gets to see what is left out here.
    pub(crate) fn see_all(self) -> &'static str {
        if self.in_watch {
            "press a to see them"
        } else {
            "--all shows them"
        }
    }
}
