//! Expected beside yours: only what differs, with a little context.

use similar::{ChangeTag, TextDiff};

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// In both.
    Same(String),
    /// Only in what was expected.
    Expected(String),
    /// Only in the student's.
    Yours(String),
    /// So many equal lines are left out here.
    Skipped(usize),
}

/// Compares two texts line by line, and tells every line.
pub fn whole(expected: &str, yours: &str) -> Vec<Line> {
    let (expected, yours) = (lines_of(expected), lines_of(yours));
    let diff = TextDiff::from_slices(&expected, &yours);
    diff.iter_all_changes()
        .map(|change| line(change.tag(), change.value()))
        .collect()
}

/// Compares two texts line by line, and tells what differs, with so many equal
/// lines before and after it.
pub fn compare(expected: &str, yours: &str, context: usize) -> Vec<Line> {
    let (expected, yours) = (lines_of(expected), lines_of(yours));
    let diff = TextDiff::from_slices(&expected, &yours);
    let mut lines = Vec::new();
    let mut shown = 0;
    for group in diff.grouped_ops(context) {
        let start = group.first().map_or(0, |op| op.old_range().start);
        if start > shown {
            lines.push(Line::Skipped(start - shown));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            lines.push(line(change.tag(), change.value()));
        }
        shown = group.last().map_or(shown, |op| op.old_range().end);
    }
    let total = expected.len();
    if !lines.is_empty() && total > shown {
        lines.push(Line::Skipped(total - shown));
    }
    lines
}

/// Without their ends: a last line has none, and is equal to one that has.
fn lines_of(text: &str) -> Vec<&str> {
    text.lines().collect()
}

fn line(tag: ChangeTag, text: &str) -> Line {
    let text = text.to_owned();
    match tag {
        ChangeTag::Equal => Line::Same(text),
        ChangeTag::Delete => Line::Expected(text),
        ChangeTag::Insert => Line::Yours(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown_with_two_lines_around_it() {
        let expected = "a\nb\nc\nd\ne\nf\ng\nh";
        let yours = "a\nb\nc\nd\nE\nf\ng\nh";
        let same = |text: &str| Line::Same(text.to_owned());
        assert_eq!(
            compare(expected, yours, 2),
            [
                Line::Skipped(2),
                same("c"),
                same("d"),
                Line::Expected("e".to_owned()),
                Line::Yours("E".to_owned()),
                same("f"),
                same("g"),
                Line::Skipped(1),
            ]
        );
    }

    #[test]
    fn an_answer_that_ends_too_early_has_its_last_line_right() {
        let same = |text: &str| Line::Same(text.to_owned());
        assert_eq!(
            whole("a\nb\nc", "a\nb"),
            [same("a"), same("b"), Line::Expected("c".to_owned())]
        );
    }

    #[test]
    fn equal_texts_have_nothing_to_show() {
        assert_eq!(compare("a\nb", "a\nb", 2), []);
    }
}
