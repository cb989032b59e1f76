//! What surrounds a page: its title above, one line below.

use crate::walkthrough::text::size::Size;
use anstream::adapter::strip_str;
use terminal::text::clipped;
use terminal::words::{DIM, justified, paint};
use unicode_width::UnicodeWidthStr;

/// A page with its frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Framed<'a> {
    /// Above it, on the left.
    pub title: &'a str,
    /// Above it, on the right.
    pub topic: &'a str,
    /// Its lines.
    pub page: &'a [String],
    /// Below it.
    pub bottom: &'a str,
}

impl Framed<'_> {
    /// The lines of the screen: the page in the middle of a terminal.
    pub(crate) fn lines(self, terminal: Size) -> Vec<String> {
        let Self {
            title,
            topic,
            page,
            bottom,
        } = self;
        let size = terminal.of_slide();
        let title = justified(title, topic, size.width.saturating_sub(2));
        let mut lines = vec![
            format!(" {title}"),
            paint(DIM, &"─".repeat(size.width)),
            String::new(),
        ];
        lines.extend(page.iter().take(size.room()).cloned());
        lines.resize(size.height - 1, String::new());
        lines.push(format!(" {bottom}"));
        let left = " ".repeat(terminal.width.saturating_sub(size.width) / 2);
        let above = terminal.height.saturating_sub(size.height) / 2;
        let above = std::iter::repeat_n(String::new(), above);
        let placed = lines
            .into_iter()
            .map(|line| format!("{left}{}", fitted(line, size.width)));
        above.chain(placed).take(terminal.height).collect()
    }
}

/// A line that is too long loses its colours and its end.
fn fitted(line: String, width: usize) -> String {
    let plain = strip_str(&line).to_string();
    if plain.width() <= width {
        line
    } else {
        clipped(&plain, width)
    }
}
