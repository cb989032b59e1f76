//! What was expected beside what came, in as many lines as there is room for. Each side
//! has its label, also where there is nothing on it.

use crate::style::Style;
use crate::words::{DIM, GREEN, RED, paint, plural};
use course::comparison::DiffLine;
use course::feedback::Difference;
use unicode_width::UnicodeWidthStr;

/// Texts of so many lines are shown whole, if there is room for them.
const WHOLE: usize = 8;

/// Lines of a comparison where there is room for all.
const MOST: usize = 40;

/// A line of the student's may be long: unless there is room for all, it is cut
/// after so many lines of the screen.
const WRAPPED: usize = 2;

/// What stands on a side that has no line.
const NOTHING: &str = "(nothing here)";

/// Columns before the text.
const LABELS: usize = 19;

/// Where so few lines have to do, none of them says that the rest is cut.
const FEW: usize = 3;

/// The lines that show a difference. `room` says how many there may be: two at least.
pub(crate) fn lines(
    difference: &Difference<'_>,
    room: Option<usize>,
    style: Style<'_>,
) -> Vec<String> {
    if difference.panicked() {
        let short = Difference {
            expected: difference.expected.clone(),
            actual: "it panicked, see below".into(),
        };
        return lines(&short, room, style);
    }
    let most = room.unwrap_or(MOST);
    let rows = Rows {
        wrapped: room.map_or(usize::MAX, |_| WRAPPED),
        columns: style.width.saturating_sub(LABELS + 1).max(20),
    };
    // Where lines are cut, the part in which they differ is shown.
    let shortened = |lines: Vec<DiffLine>, rows_shown: usize| match room {
        Some(_) => near_the_difference(&lines, rows.columns * rows_shown),
        None => lines,
    };
    if difference.height() <= WHOLE {
        let whole = rows.beside(&shortened(difference.whole(), WRAPPED));
        if whole.len() <= most {
            return whole;
        }
    }
    let in_context = rows.of_all(&shortened(difference.in_context(), WRAPPED));
    if in_context.len() <= most {
        return in_context;
    }
    rows.beginning(&shortened(difference.only(), 1), most)
}

/// How rows are made of lines.
#[derive(Clone, Copy)]
struct Rows {
    /// A line has so many of them at most.
    wrapped: usize,
    /// Columns of the text.
    columns: usize,
}

impl Rows {
    /// All lines of the one side, then all of the other.
    fn beside(self, lines: &[DiffLine]) -> Vec<String> {
        let expected = lines.iter().filter(|line| !is_yours(line));
        let yours = lines.iter().filter(|line| !is_expected(line));
        let mut rows = self.labelled("expected", expected);
        rows.extend(self.labelled("yours", yours));
        rows
    }

    /// All lines, one below the other.
    fn of_all(self, lines: &[DiffLine]) -> Vec<String> {
        let parts = lines.chunk_by(|one, next| is_change(one) == is_change(next));
        let rows = parts.flat_map(|part| {
            if is_change(&part[0]) {
                self.beside(part)
            } else {
                self.labelled("", part.iter())
            }
        });
        rows.collect()
    }

    /// The first changes; of one that is too long, the beginning of both sides.
    fn beginning(self, lines: &[DiffLine], most: usize) -> Vec<String> {
        let changes = lines.split(|line| !is_change(line));
        let changes: Vec<&[DiffLine]> = changes.filter(|change| !change.is_empty()).collect();
        let all: Vec<String> = changes.iter().flat_map(|part| self.beside(part)).collect();
        let Some((first, others)) = changes.split_first().filter(|_| all.len() > most) else {
            return all;
        };
        let says_so = most > FEW;
        let room = most - usize::from(says_so);
        let mut shown = self.both_cut(first, room, says_so);
        let mut others = others.iter().map(|change| self.beside(change));
        let mut next = others.next();
        while let Some(mut rows) = next.take_if(|rows| shown.len() + rows.len() <= room) {
            shown.append(&mut rows);
            next = others.next();
        }
        if says_so {
            shown.push(format!("        {}", paint(DIM, "… the rest is cut")));
        } else if next.is_some() {
            self.leave_open(&mut shown);
        }
        shown
    }

    /// The beginning of both sides of a change, in at most so many rows. Unless another line
    /// says so, `…` says that there were more.
    fn both_cut(self, change: &[DiffLine], room: usize, says_so: bool) -> Vec<String> {
        let expected = change.iter().filter(|line| is_expected(line));
        let yours = change.iter().filter(|line| is_yours(line));
        let mut shown = self.labelled("expected", expected);
        let mut yours = self.labelled("yours", yours);
        let of_expected = room.saturating_sub(yours.len()).max(room / 2);
        let of_yours = room - of_expected.min(shown.len());
        for (rows, most) in [(&mut shown, of_expected), (&mut yours, of_yours)] {
            let is_cut = rows.len() > most;
            rows.truncate(most);
            if is_cut && !says_so {
                self.leave_open(rows);
            }
        }
        shown.append(&mut yours);
        shown
    }

    /// Says that more would follow.
    fn leave_open(self, rows: &mut [String]) {
        let Some(last) = rows.last_mut() else { return };
        let plain = anstream::adapter::strip_str(last).to_string();
        let is_full = plain.width() >= LABELS + self.columns;
        let end = if is_full { "…" } else { " …" };
        last.push_str(if plain.ends_with('…') { "" } else { end });
    }

    /// Lines behind a label.
    fn labelled<'l>(self, label: &str, lines: impl Iterator<Item = &'l DiffLine>) -> Vec<String> {
        let mut rows: Vec<String> = lines.flat_map(|line| self.of_line(line)).collect();
        if rows.is_empty() {
            rows.push(paint(DIM, NOTHING));
        }
        let labels = [label].into_iter().chain(std::iter::repeat(""));
        let rows = labels.zip(rows);
        rows.map(|(label, row)| format!("        {label:8}   {row}"))
            .collect()
    }

    fn of_line(self, line: &DiffLine) -> Vec<String> {
        let (text, color) = match line {
            DiffLine::Expected(text) => (text.clone(), GREEN),
            DiffLine::Yours(text) => (text.clone(), RED),
            DiffLine::Same(text) => (text.clone(), DIM),
            DiffLine::Skipped(count) => (format!("… {}", plural(*count, "equal line")), DIM),
        };
        let parts = textwrap::wrap(&text, self.columns);
        let is_cut = parts.len() > self.wrapped;
        let rows = (1..).zip(parts.iter().take(self.wrapped));
        let end = |number| {
            if is_cut && number == self.wrapped {
                "…"
            } else {
                ""
            }
        };
        rows.map(|(number, part)| paint(color, &format!("{part}{}", end(number))))
            .collect()
    }
}

/// Lines that differ only behind so many columns begin a little before that.
fn near_the_difference(lines: &[DiffLine], columns: usize) -> Vec<DiffLine> {
    let mut parts: Vec<Vec<DiffLine>> = lines
        .chunk_by(|one, next| is_change(one) == is_change(next))
        .map(<[DiffLine]>::to_vec)
        .collect();
    for part in &mut parts {
        let (mut expected, mut yours) = (Vec::new(), Vec::new());
        for line in part {
            match line {
                DiffLine::Expected(text) => expected.push(text),
                DiffLine::Yours(text) => yours.push(text),
                DiffLine::Same(_) | DiffLine::Skipped(_) => {}
            }
        }
        for (one, other) in expected.into_iter().zip(yours) {
            cut_equal_beginnings(one, other, columns);
        }
    }
    parts.into_iter().flatten().collect()
}

/// Columns that are left of a beginning that is cut off.
const BEFORE: usize = 20;

fn cut_equal_beginnings(one: &mut String, other: &mut String, columns: usize) {
    let pairs = one.chars().zip(other.chars());
    let equal = pairs.take_while(|(one, other)| one == other).count();
    let start = equal.saturating_sub(BEFORE);
    if start == 0 || equal + BEFORE <= columns {
        return;
    }
    for text in [one, other] {
        let rest: String = text.chars().skip(start).collect();
        // At the beginning of a word, if there is one before the difference.
        let mut before = rest.char_indices().take(BEFORE);
        let blank = before.find(|(_, c)| *c == ' ');
        *text = format!("…{}", &rest[blank.map_or(0, |(at, _)| at)..]);
    }
}

fn is_expected(line: &DiffLine) -> bool {
    matches!(line, DiffLine::Expected(_))
}

fn is_yours(line: &DiffLine) -> bool {
    matches!(line, DiffLine::Yours(_))
}

fn is_change(line: &DiffLine) -> bool {
    is_expected(line) || is_yours(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The lines that show a difference in so many lines.
    fn shown(expected: &str, yours: &str, room: usize) -> Vec<String> {
        let style = Style {
            width: 80,
            height: 24,
            all: false,
            next: None,
            root: Path::new(""),
            in_watch: false,
        };
        let difference = Difference::new(Some(expected), yours);
        let rows = lines(&difference, Some(room), style);
        let plain = rows.iter().map(|row| anstream::adapter::strip_str(row));
        plain.map(|row| row.to_string().trim().to_owned()).collect()
    }

    #[test]
    fn a_side_without_a_line_says_so() {
        let nothing = "yours      (nothing here)";
        assert_eq!(shown("a", "", 9), ["expected   a", nothing]);
        let expected = "1\n2\n3\n4\n5\n6\n7\n8\n9";
        assert_eq!(
            shown(expected, "1\n2\n3\n4\n5\n6\n7\n8", 9),
            ["… 6 equal lines", "7", "8", "expected   9", nothing]
        );
    }

    #[test]
    fn both_sides_are_seen_where_they_are_cut() {
        let (expected, yours) = ("a\nb\nc", "x\ny\nz");
        assert_eq!(
            shown(expected, yours, 2),
            ["expected   a …", "yours      x …"]
        );
        assert_eq!(
            shown(expected, yours, 5),
            [
                "expected   a",
                "b",
                "yours      x",
                "y",
                "… the rest is cut"
            ]
        );
    }

    #[test]
    fn what_is_shown_of_long_lines_is_where_they_differ() {
        let long = "word ".repeat(40);
        let rows = shown(&format!("{long}one"), &format!("{long}two"), 2);
        assert_eq!(
            rows,
            [
                "expected   … word word word one",
                "yours      … word word word two"
            ]
        );
    }
}
