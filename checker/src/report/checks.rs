//! What was tried, and where it differs: expected beside yours.

use super::terminal::Style;
use super::words::{DIM, GREEN, RED, paint, plural, why_phrase};
use crate::pure::comparison::{Line, compare, whole};
use crate::vocabulary::grade::StepGrade;
use crate::vocabulary::outcome::{Check, StepRun};
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
    let compared = compared(grade, style);
    let (mut hidden, mut missing) = (0, 0);
    for check in &grade.checks {
        if check.passed() {
            write_item(out, &paint(GREEN, "✓"), &check.title, style)?;
        } else if check.actual.is_none() {
            missing += 1;
            write_item(out, &paint(DIM, "○"), &check.title, style)?;
        } else {
            write_item(out, &paint(RED, "✗"), &check.title, style)?;
            if compared.contains(&check.title.as_str()) {
                write_difference(out, check, style)?;
            } else {
                hidden += 1;
            }
        }
    }
    if let Some(run) = &grade.run {
        write_skipped(out, run, style)?;
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

/// What was not tried on a server, and why.
pub(super) fn write_skipped(
    out: &mut dyn Write,
    run: &StepRun,
    style: Style<'_>,
) -> io::Result<()> {
    for skipped in &run.skipped {
        let item = format!("{} ({})", skipped.title, why_phrase(&skipped.why));
        write_item(out, &paint(DIM, "–"), &item, style)?;
    }
    Ok(())
}

/// The differences that are shown, by title: first those that the sentence below
/// them is about.
fn compared<'g>(grade: &'g StepGrade<'_>, style: Style<'_>) -> Vec<&'g str> {
    let wrong = grade
        .checks
        .iter()
        .filter(|check| !check.passed() && check.actual.is_some());
    let mut titles: Vec<&str> = wrong.map(|check| check.title.as_str()).collect();
    if !style.all {
        let about = grade
            .diagnosis
            .as_ref()
            .map_or(&[][..], |diagnosis| &diagnosis.about);
        titles.sort_by_key(|title| !about.iter().any(|explained| explained == title));
        titles.truncate(DIFFERENCES);
    }
    titles
}

pub(super) fn write_difference(
    out: &mut dyn Write,
    check: &Check,
    style: Style<'_>,
) -> io::Result<()> {
    let expected = check
        .expected
        .as_deref()
        .unwrap_or("(the course does not know this one)");
    let actual = match check.actual.as_deref().unwrap_or_default() {
        text if text.starts_with("panicked: ") => "it panicked, see below",
        text => text,
    };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::grading::grade;
    use crate::samples::{run, seen, step};
    use crate::vocabulary::outcome::Diagnosis;
    use std::path::Path;

    #[test]
    fn the_difference_that_the_sentence_is_about_is_shown_first() {
        let step = step(1, "url", 10);
        let expected = seen(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
        let answer = run(&[("a", "x"), ("b", "x"), ("c", "3"), ("d", "x")]);
        let mut grade = grade(&step, &expected, answer);
        grade.diagnosis = Some(Diagnosis {
            mistake: None,
            say: "look at d".to_owned(),
            about: vec!["d".to_owned()],
        });
        let style = |all| Style {
            width: 80,
            all,
            next: None,
            root: Path::new(""),
        };
        assert_eq!(compared(&grade, style(false)), ["d", "a"]);
        assert_eq!(compared(&grade, style(true)), ["a", "b", "d"]);
    }
}
