//! What was tried, and where it differs: expected beside yours.

use crate::blocks::{paragraph, write_item};
use crate::feedback::{difference, fitted};
use crate::style::Style;
use crate::words::{DIM, GREEN, RED, YELLOW, paint};
use course::feedback::{CheckItem, CheckResult, Feedback, Reason, SkippedCheck};
use std::io::{self, Write};

/// Writes the checks: all of them, or as much as fits on a screen.
pub(super) fn write(
    out: &mut dyn Write,
    checks: &[CheckItem<'_>],
    feedback: &Feedback<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    if !style.all {
        return fitted::write(out, checks, feedback, style);
    }
    for (index, check) in checks.iter().enumerate() {
        write_item(out, &mark(check), check.title, style)?;
        if let CheckResult::Wrong(difference) = &check.result {
            write_lines(out, &difference::lines(difference, None, style))?;
        }
        write_lines(out, &below(feedback.below(index), style))?;
    }
    write_skipped(out, &feedback.skipped, style)?;
    if checks.iter().any(is_missing) {
        writeln!(out, "    {}", paint(DIM, MISSING))?;
    }
    Ok(())
}

/// What the mark of a check means that was not reached.
pub(super) const MISSING: &str = "○ the program did not come so far";

pub(super) fn is_missing(check: &CheckItem<'_>) -> bool {
    matches!(check.result, CheckResult::NotReached)
}

/// The mark of a check, in its colour.
pub(super) fn mark(check: &CheckItem<'_>) -> String {
    match check.result {
        CheckResult::Right => paint(GREEN, "✓"),
        CheckResult::Wrong(_) => paint(RED, "✗"),
        CheckResult::NotReached => paint(DIM, "○"),
    }
}

fn below(reason: Option<Reason>, style: Style<'_>) -> Vec<String> {
    let (text, color) = match reason {
        Some(Reason::Said(words)) => (words, YELLOW),
        Some(Reason::Above(place)) => (place, DIM),
        None => return Vec::new(),
    };
    let lines = paragraph(&text, 8, style.width);
    lines.iter().map(|line| paint(color, line)).collect()
}

pub(super) fn write_lines(out: &mut dyn Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Writes what was not tried on a server, and why.
pub(super) fn write_skipped(
    out: &mut dyn Write,
    skipped: &[SkippedCheck<'_>],
    style: Style<'_>,
) -> io::Result<()> {
    for check in skipped {
        write_item(out, &paint(DIM, "–"), &skipped_text(check), style)?;
    }
    Ok(())
}

/// What was not tried, and why.
pub(super) fn skipped_text(check: &SkippedCheck<'_>) -> String {
    format!("{} ({})", check.title, check.reason)
}
