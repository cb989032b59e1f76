//! Writes differences.

use super::{Change, Differences, Edit, Entry, HEADING, Lines, NOT_MADE, Name, is_all_backslashes};
use crate::document::{CLUE, INDENT};
use std::fmt;
use std::ops::Range;

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (
            number,
            Entry {
                name,
                title,
                change,
            },
        ) in self.entries.iter().enumerate()
        {
            let gap = if number == 0 { "" } else { "\n" };
            let title = title.iter().map(|title| format!(": {title}"));
            let title: String = title.collect();
            write!(f, "{gap}{HEADING}{name}{title}\n{change}")?;
        }
        if !self.not_made.is_empty() {
            let gap = if self.entries.is_empty() { "" } else { "\n" };
            writeln!(f, "{gap}{NOT_MADE}")?;
            for name in &self.not_made {
                writeln!(f, "{name}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Observation(id) => f.write_str(id),
            Self::Clue(id) => write!(f, "{CLUE}{id}"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(text) => text.split('\n').try_for_each(|line| write_line(f, line)),
            Self::Edits(edits) => edits.iter().try_for_each(|edit| write!(f, "{edit}")),
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.old, self.new.is_empty()) {
            (old, true) => writeln!(f, "without {}", Lines(old))?,
            (Range { start: 0, end: 0 }, _) => writeln!(f, "before line 1:")?,
            (old, _) if old.is_empty() => writeln!(f, "after line {}:", old.end)?,
            (old, _) => writeln!(f, "{}:", Lines(old))?,
        }
        self.new.iter().try_for_each(|line| write_line(f, line))
    }
}

/// Writes a line of what was seen. An empty one becomes a backslash: it would be lost at the end
/// of a file, and invisible elsewhere.
fn write_line(f: &mut fmt::Formatter<'_>, line: &str) -> fmt::Result {
    let more = if is_all_backslashes(line) { "\\" } else { "" };
    writeln!(f, "{INDENT}{line}{more}")
}
