//! What was tried, and where it differs: expected beside yours.

use super::terminal::Style;
use super::words::{DIM, GREEN, RED, paint, plural};
use crate::pure::comparison::{Line, compare, whole};
use crate::vocabulary::grade::StepGrade;
use crate::vocabulary::outcome::Check;
use std::io::{self, Write};

/// Unless all details were asked for, so many differences are shown: one step
/// should fit on one screen.
const DIFFERENCES: usize = 2;

/// Lines of one comparison that are shown at most.
const COMPARED: usize = 14;

/// Texts of so many lines are shown whole, one below the other.
const WHOLE: usize = 8;

pub(super) fn write(
    out: &mut dyn Write,
    grade: &StepGrade<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let mut hidden = 0;
    let mut shown = 0;
    let mut missing = 0;
    for check in &grade.checks {
        if check.passed() {
            write_item(out, &paint(GREEN, "✓"), &check.title, style)?;
            continue;
        }
        if check.actual.is_none() {
            missing += 1;
            write_item(out, &paint(DIM, "○"), &check.title, style)?;
            continue;
        }
        write_item(out, &paint(RED, "✗"), &check.title, style)?;
        if !style.all && shown == DIFFERENCES {
            hidden += 1;
            continue;
        }
        shown += 1;
        write_difference(out, check, style)?;
    }
    if missing > 0 {
        let note = "○ the program did not come so far";
        writeln!(out, "    {}", paint(DIM, note))?;
    }
    if hidden > 0 {
        let note = format!(
            "… {}, not shown here; --all shows them",
            plural(hidden, "more difference")
        );
        writeln!(out, "    {}", paint(DIM, &note))?;
    }
    Ok(())
}

fn write_difference(out: &mut dyn Write, check: &Check, style: Style<'_>) -> io::Result<()> {
    let expected = check
        .expected
        .as_deref()
        .unwrap_or("(the course does not know this one)");
    let actual = check.actual.as_deref().unwrap_or_default();
    if expected.lines().count().max(actual.lines().count()) <= WHOLE {
        let lines = whole(expected, actual);
        let theirs = |line: &&Line| !matches!(line, Line::Yours(_));
        let yours = |line: &&Line| !matches!(line, Line::Expected(_));
        write_lines(out, "expected", lines.iter().filter(theirs), style)?;
        return write_lines(out, "yours", lines.iter().filter(yours), style);
    }
    let lines = compare(expected, actual);
    for line in lines.iter().take(COMPARED) {
        let label = match line {
            Line::Expected(_) => "expected",
            Line::Yours(_) => "yours",
            Line::Same(_) | Line::Skipped(_) => "",
        };
        write_lines(out, label, [line].into_iter(), style)?;
    }
    if lines.len() > COMPARED {
        writeln!(out, "        {}", paint(DIM, "… the rest is cut"))?;
    }
    Ok(())
}

/// Writes lines of a comparison; the first has the label.
fn write_lines<'l>(
    out: &mut dyn Write,
    mut label: &str,
    lines: impl Iterator<Item = &'l Line>,
    style: Style<'_>,
) -> io::Result<()> {
    for line in lines {
        let (text, color) = match line {
            Line::Expected(text) => (text.clone(), GREEN),
            Line::Yours(text) => (text.clone(), RED),
            Line::Same(text) => (text.clone(), DIM),
            Line::Skipped(count) => (format!("… {}", plural(*count, "equal line")), DIM),
        };
        for part in textwrap::wrap(&text, style.width.saturating_sub(19).max(20)) {
            writeln!(out, "        {label:8}   {}", paint(color, &part))?;
            label = "";
        }
    }
    Ok(())
}

pub(super) fn write_item(
    out: &mut dyn Write,
    mark: &str,
    title: &str,
    style: Style<'_>,
) -> io::Result<()> {
    let lines = textwrap::wrap(title, style.width.saturating_sub(6).max(20));
    for (number, line) in lines.iter().enumerate() {
        let mark = if number == 0 { mark } else { " " };
        writeln!(out, "    {mark} {line}")?;
    }
    Ok(())
}
