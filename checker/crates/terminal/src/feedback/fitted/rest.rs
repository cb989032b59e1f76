//! The last line of the checks: what is left out, and how to see it.

use crate::feedback::checks::MISSING;
use crate::style::Style;
use crate::words::plural;
use unicode_width::UnicodeWidthStr;

/// What is left out.
pub(super) struct Rest {
    /// Whether all titles are listed, and only differences are left out.
    pub(super) lists_all: bool,
    /// Right checks, not reached ones, and such as were not tried on a server.
    pub(super) right: usize,
    pub(super) missing: usize,
    pub(super) skipped: usize,
    /// Wrong ones.
    pub(super) wrong: usize,
    /// How many of these a sentence explains that is shown.
    pub(super) explained: usize,
    /// Causes of which nothing is told.
    pub(super) causes: usize,
}

impl Rest {
    /// The line; none if nothing is left out. Where it would be too long, it has fewer words.
    pub(super) fn line(&self, style: Style<'_>) -> Option<String> {
        let parts = if self.lists_all {
            self.of_differences(style)
        } else {
            self.of_titles(style)
        };
        let line = parts.join(" · ");
        let fits = line.width() + 4 <= style.width;
        let line = if fits { line } else { brief(&line) };
        Some(line).filter(|line| !line.is_empty())
    }

    fn of_differences(&self, style: Style<'_>) -> Vec<String> {
        let mut parts = Vec::new();
        if self.missing > 0 {
            parts.push(MISSING.to_owned());
        }
        if self.causes > 0 {
            parts.push(plural(self.causes, "more cause"));
        }
        if self.wrong > 0 {
            let more = plural(self.wrong, "more difference");
            parts.push(format!(
                "… {more}{}: {}",
                self.explanation(),
                style.see_all()
            ));
        }
        parts
    }

    fn of_titles(&self, style: Style<'_>) -> Vec<String> {
        let counts = [
            (self.right, "✓", "more".to_owned()),
            (self.wrong, "✗", format!("more{}", self.explanation())),
            (self.missing, "○", "not reached".to_owned()),
            (self.skipped, "–", "not tried".to_owned()),
        ];
        let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
        let mut parts: Vec<String> = counts
            .map(|(count, mark, what)| format!("{mark} {count} {what}"))
            .collect();
        if self.causes > 0 {
            parts.push(plural(self.causes, "more cause"));
        }
        parts.push(style.see_all().to_owned());
        parts
    }

    /// How many of the differences have been explained.
    fn explanation(&self) -> String {
        match self.explained {
            0 => String::new(),
            all if all == self.wrong => ", explained above".to_owned(),
            some => format!(", {some} explained above"),
        }
    }
}

/// The line without the words that its marks say as well.
fn brief(line: &str) -> String {
    line.replace(" above", "").replace(" not reached", "")
}
