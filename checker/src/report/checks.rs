//! What was tried, and where it differs: expected beside yours.

use super::step_details::write_paragraph;
use super::terminal::Style;
use super::words::{DIM, GREEN, RED, YELLOW, paint, plural, why_phrase};
use crate::pure::comparison::{Line, compare, whole};
use crate::vocabulary::grade::StepGrade;
use crate::vocabulary::outcome::{Check, Diagnosis, StepRun};
use std::io::{self, Write};

/// Unless all details were asked for, so many differences are shown: one step
/// should fit on one screen.
const DIFFERENCES: usize = 2;

/// A step that tries more than this tells of the rest in one line.
const LISTED: usize = 9;

/// How much of a difference is shown.
#[derive(Clone, Copy)]
struct Room {
    /// Texts of so many lines are shown whole, one below the other.
    whole: usize,
    /// Lines of a comparison that are shown at most.
    compared: usize,
}

pub(super) fn write(
    out: &mut dyn Write,
    grade: &StepGrade<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let compared = compared(grade, style);
    let room = match compared.len() {
        _ if style.all => Room {
            whole: 8,
            compared: 14,
        },
        0 | 1 => Room {
            whole: 6,
            compared: 12,
        },
        _ => Room {
            whole: 2,
            compared: 5,
        },
    };
    let is_short = !style.all && grade.checks.len() > LISTED;
    let mut rest = Rest::default();
    for check in &grade.checks {
        let title = check.title.as_str();
        let (mark, count) = if check.passed() {
            (paint(GREEN, "✓"), &mut rest.right)
        } else if check.actual.is_none() {
            (paint(DIM, "○"), &mut rest.missing)
        } else if compared.contains(&title) {
            write_item(out, &paint(RED, "✗"), title, style)?;
            write_difference(out, check, room, style)?;
            for diagnosis in said_below(grade, &compared, title) {
                write_paragraph(out, &paint(YELLOW, &diagnosis.say), 8, style.width)?;
            }
            continue;
        } else {
            (paint(RED, "✗"), &mut rest.wrong)
        };
        *count += 1;
        if !is_short {
            write_item(out, &mark, title, style)?;
        }
    }
    if let Some(run) = &grade.run {
        write_skipped(out, run, style)?;
    }
    rest.write(out, is_short)
}

/// The checks that are not shown with a difference, by what became of them.
#[derive(Default)]
struct Rest {
    right: usize,
    wrong: usize,
    missing: usize,
}

impl Rest {
    fn write(&self, out: &mut dyn Write, is_short: bool) -> io::Result<()> {
        let mut parts = Vec::new();
        if is_short && self.right > 0 {
            parts.push(format!("✓ {} more, right", self.right));
        }
        if self.wrong > 0 {
            parts.push(format!("✗ {} more, not right", self.wrong));
        }
        if self.missing > 0 {
            let count = if is_short {
                format!("{} more: ", self.missing)
            } else {
                String::new()
            };
            parts.push(format!("○ {count}the program did not come so far"));
        }
        if is_short || self.wrong > 0 {
            parts.push("--all shows them".to_owned());
        }
        if parts.is_empty() {
            return Ok(());
        }
        writeln!(out, "    {}", paint(DIM, &parts.join(" · ")))
    }
}

/// The sentences that belong below this difference.
fn said_below<'g>(
    grade: &'g StepGrade<'_>,
    compared: &[&str],
    title: &str,
) -> impl Iterator<Item = &'g Diagnosis> {
    let is_here = move |one: &&Diagnosis| place(grade, compared, one) == Some(title);
    grade.diagnoses.iter().filter(is_here)
}

/// The sentences that are about no difference that is shown.
pub(super) fn not_said<'g>(
    grade: &'g StepGrade<'_>,
    style: Style<'_>,
) -> impl Iterator<Item = &'g Diagnosis> {
    let compared = compared(grade, style);
    let is_left = move |one: &&Diagnosis| place(grade, &compared, one).is_none();
    grade.diagnoses.iter().filter(is_left)
}

/// The last difference that is shown and that a sentence is about.
fn place<'g>(grade: &'g StepGrade<'_>, compared: &[&str], one: &Diagnosis) -> Option<&'g str> {
    let titles = grade.checks.iter().map(|check| check.title.as_str());
    let mut shown = titles.filter(|title| compared.contains(title));
    shown.rfind(|title| one.about.iter().any(|about| about == title))
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

/// The differences that are shown, by title: one for each sentence, then others
/// that the sentences are about.
fn compared<'g>(grade: &'g StepGrade<'_>, style: Style<'_>) -> Vec<&'g str> {
    let wrong = grade
        .checks
        .iter()
        .filter(|check| !check.passed() && check.actual.is_some());
    let mut titles: Vec<&str> = wrong.map(|check| check.title.as_str()).collect();
    if !style.all {
        let is_about = |diagnosis: &Diagnosis, title: &str| {
            diagnosis.about.iter().any(|explained| explained == title)
        };
        let is_first = |title: &str| {
            let mut firsts = grade.diagnoses.iter().map(|one| {
                let mut about = titles.iter().filter(|other| is_about(one, other));
                about.next().copied()
            });
            firsts.any(|first| first == Some(title))
        };
        let is_explained = |title: &str| grade.diagnoses.iter().any(|one| is_about(one, title));
        let mut ranked = titles.clone();
        ranked.sort_by_key(|title| (!is_first(title), !is_explained(title)));
        ranked.truncate(DIFFERENCES);
        titles = ranked;
    }
    titles
}

fn write_difference(
    out: &mut dyn Write,
    check: &Check,
    room: Room,
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
    if expected.lines().count().max(actual.lines().count()) <= room.whole {
        let lines = whole(expected, actual);
        let theirs = |line: &&Line| !matches!(line, Line::Yours(_));
        let yours = |line: &&Line| !matches!(line, Line::Expected(_));
        write_lines(out, "expected", lines.iter().filter(theirs), style)?;
        return write_lines(out, "yours", lines.iter().filter(yours), style);
    }
    let lines = compare(expected, actual);
    for line in lines.iter().take(room.compared) {
        let label = match line {
            Line::Expected(_) => "expected",
            Line::Yours(_) => "yours",
            Line::Same(_) | Line::Skipped(_) => "",
        };
        write_lines(out, label, [line].into_iter(), style)?;
    }
    if lines.len() > room.compared {
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
    use std::path::Path;

    #[test]
    fn the_difference_that_the_sentence_is_about_is_shown_first() {
        let step = step(1, "url", 10);
        let expected = seen(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
        let answer = run(&[("a", "x"), ("b", "x"), ("c", "3"), ("d", "x")]);
        let mut grade = grade(&step, &expected, answer);
        grade.diagnoses = vec![Diagnosis {
            mistake: None,
            say: "look at d".to_owned(),
            about: vec!["d".to_owned()],
        }];
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
