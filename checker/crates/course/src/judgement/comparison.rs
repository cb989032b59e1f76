//! The difference between the expected text and the student's, line by line.

use similar::{ChangeTag, TextDiff};

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiffLine {
    /// In both.
    Same(String),
    /// Only in what was expected.
    Expected(String),
    /// Only in the student's text.
    Yours(String),
    /// This many equal lines are left out here.
    Skipped(usize),
}

/// Compares two texts and returns every line.
pub fn whole(expected: &str, yours: &str) -> Vec<DiffLine> {
    let (expected, yours) = (lines_of(expected), lines_of(yours));
    let diff = TextDiff::from_slices(&expected, &yours);
    diff.iter_all_changes()
        .map(|change| line(change.tag(), change.value()))
        .collect()
}

/// Compares two texts and returns the lines that differ, with `context` equal lines around them.
pub fn compare(expected: &str, yours: &str, context: usize) -> Vec<DiffLine> {
    let (expected, yours) = (lines_of(expected), lines_of(yours));
    let diff = TextDiff::from_slices(&expected, &yours);
    let mut lines = Vec::new();
    let mut shown = 0;
    for group in diff.grouped_ops(context) {
        let start = group.first().map_or(0, |op| op.old_range().start);
        if start > shown {
            lines.push(DiffLine::Skipped(start - shown));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            lines.push(line(change.tag(), change.value()));
        }
        shown = group.last().map_or(shown, |op| op.old_range().end);
    }
    let total = expected.len();
    if !lines.is_empty() && total > shown {
        lines.push(DiffLine::Skipped(total - shown));
    }
    lines
}

/// Lines without line ends, so that a last line without one equals one that has it.
fn lines_of(text: &str) -> Vec<&str> {
    text.lines().collect()
}

fn line(tag: ChangeTag, text: &str) -> DiffLine {
    let text = text.to_owned();
    match tag {
        ChangeTag::Equal => DiffLine::Same(text),
        ChangeTag::Delete => DiffLine::Expected(text),
        ChangeTag::Insert => DiffLine::Yours(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown_with_two_lines_around_it() {
        let expected = "a\nb\nc\nd\ne\nf\ng\nh";
        let yours = "a\nb\nc\nd\nE\nf\ng\nh";
        let same = |text: &str| DiffLine::Same(text.to_owned());
        assert_eq!(
            compare(expected, yours, 2),
            [
                DiffLine::Skipped(2),
                same("c"),
                same("d"),
                DiffLine::Expected("e".to_owned()),
                DiffLine::Yours("E".to_owned()),
                same("f"),
                same("g"),
                DiffLine::Skipped(1),
            ]
        );
    }

    #[test]
    fn an_answer_that_ends_too_early_has_its_last_line_right() {
        let same = |text: &str| DiffLine::Same(text.to_owned());
        assert_eq!(
            whole("a\nb\nc", "a\nb"),
            [same("a"), same("b"), DiffLine::Expected("c".to_owned())]
        );
    }

    #[test]
    fn equal_texts_have_nothing_to_show() {
        assert_eq!(compare("a\nb", "a\nb", 2), []);
    }
}
