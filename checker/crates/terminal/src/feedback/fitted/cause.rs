//! One cause: what is shown of it.

use crate::blocks::{cut_paragraph, item};
use crate::feedback::checks::mark;
use crate::style::Style;
use crate::text::clipped;
use crate::words::{DIM, RED, YELLOW, paint};
use course::feedback::CheckItem;

/// Columns before the titles of what else a cause explains, and before a sentence.
pub(super) const INDENT: usize = 8;

/// What is shown of a cause, or of a difference of which no cause is known.
pub(super) struct Cause<'f> {
    /// The index of the check below which it stands.
    pub(super) first: usize,
    /// The lines of the title of that check.
    pub(super) heading: Vec<String>,
    /// The lines of its difference; none if there is no room for it.
    pub(super) shown: Vec<String>,
    /// The lines of its sentence; none if no cause is known.
    pub(super) words: Vec<String>,
    /// The other checks that it explains.
    pub(super) others: &'f [usize],
    /// The lines that name these.
    pub(super) titles: usize,
}

impl<'f> Cause<'f> {
    pub(super) fn new(
        first: usize,
        heading: Vec<String>,
        words: Vec<String>,
        others: &'f [usize],
    ) -> Self {
        Self {
            first,
            heading,
            shown: Vec::new(),
            words,
            others,
            titles: 0,
        }
    }

    /// The lines that it needs without the titles of the others.
    pub(super) fn height(&self) -> usize {
        self.heading.len() + self.shown.len() + self.words.len()
    }

    /// Leaves one line of the title.
    pub(super) fn shorten_heading(&mut self, checks: &[CheckItem<'_>], style: Style<'_>) {
        let check = &checks[self.first];
        let title = clipped(check.title, style.width.saturating_sub(6));
        self.heading = item(&mark(check), &title, style);
    }

    /// Leaves as many lines of the sentence as fit into `room`; none if there is no room for
    /// its beginning.
    pub(super) fn cut_words(&mut self, room: usize, style: Style<'_>) {
        let most = room.saturating_sub(self.heading.len());
        cut_paragraph(&mut self.words, most, style.width);
    }

    /// Whether it says something of this check.
    pub(super) fn tells(&self, index: usize) -> bool {
        self.first == index || self.others.contains(&index)
    }

    /// What it explains besides, if no line says so.
    pub(super) fn unnamed(&self) -> usize {
        if self.titles == 0 {
            self.others.len()
        } else {
            0
        }
    }

    /// How many differences it explains that are not shown.
    pub(super) fn hidden(&self) -> usize {
        self.others.len() + usize::from(self.shown.is_empty())
    }

    /// All that is shown of it.
    pub(super) fn lines(&self, checks: &[CheckItem<'_>], style: Style<'_>) -> Vec<String> {
        let words = self.words.iter().map(|line| paint(YELLOW, line));
        let mut lines = self.heading.clone();
        lines.extend(self.shown.iter().cloned());
        lines.extend(words);
        lines.extend(self.title_lines(checks, style));
        lines
    }

    fn title_lines(&self, checks: &[CheckItem<'_>], style: Style<'_>) -> Vec<String> {
        let others = self.others.len();
        let named = if self.titles < others {
            self.titles.saturating_sub(1)
        } else {
            others
        };
        let columns = style.width.saturating_sub(INDENT + 2);
        let title = |index: &usize| {
            let title = clipped(checks[*index].title, columns);
            format!("{:INDENT$}{} {title}", "", paint(RED, "✗"))
        };
        let mut lines: Vec<String> = self.others.iter().take(named).map(title).collect();
        if lines.len() < self.titles {
            let more = format!("{:INDENT$}… and {} more", "", others - named);
            lines.push(paint(DIM, &more));
        }
        lines
    }
}
