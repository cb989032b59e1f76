//! One line of a slide.

use anstream::adapter::strip_str;

/// How well a page can begin with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PageStart {
    /// It is in the middle of a drawing.
    Never,
    /// It should stay with the line above.
    Poor,
    /// It begins something small: an item of a list, a row.
    Fair,
    /// It begins a function, a paragraph, a table.
    Good,
}

/// A line of a slide.
#[derive(Debug, Clone)]
pub(crate) struct SlideLine {
    /// Its text, with colours.
    pub(crate) text: String,
    /// Whether a page can begin here.
    pub(super) start: PageStart,
}

impl SlideLine {
    pub(super) fn new(text: impl Into<String>, start: PageStart) -> Self {
        Self {
            text: text.into(),
            start,
        }
    }

    /// Whether it has nothing to read; a blank line of a diff has a sign.
    pub(super) fn is_blank(&self) -> bool {
        let plain = strip_str(&self.text).to_string();
        plain.trim_matches([' ', '+', '−']).is_empty()
    }
}
