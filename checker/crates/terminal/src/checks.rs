//! What was tried, and where it differs: expected beside yours.

use crate::difference;
use crate::grade::Style;
use crate::step_details::paragraph;
use crate::words::{DIM, GREEN, RED, YELLOW, paint, plural, why_phrase};
use course::grade::StepGrade;
use course::outcome::{Check, Diagnosis, StepRun};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Lines of a step's report that are always there: its name, its file, and what
/// to do next.
const FRAME: usize = 12;

/// A difference is shown with so many lines at least, or not at all.
const LEAST: usize = 4;

/// Writes what was tried, each difference with the sentence that is about it.
/// Unless all details are asked for, it leaves out what does not fit on a screen.
pub fn write(out: &mut dyn Write, grade: &StepGrade<'_>, style: Style<'_>) -> io::Result<()> {
    let mut left = style.height.saturating_sub(FRAME);
    let told = told(grade, &mut left, style);
    let listed: usize = grade
        .checks
        .iter()
        .filter(|check| !told.contains_key(check.id.as_str()))
        .map(|check| item("✓", &check.title, style).len())
        .sum();
    let lists_all = style.all || listed <= left;
    let mut rest = Rest::default();
    for check in &grade.checks {
        let (mark, count) = match check {
            _ if check.passed() => (paint(GREEN, "✓"), &mut rest.right),
            Check { actual: None, .. } => (paint(DIM, "○"), &mut rest.missing),
            _ => (paint(RED, "✗"), &mut rest.wrong),
        };
        if let Some(lines) = told.get(check.id.as_str()) {
            write_item(out, &mark, &check.title, style)?;
            for line in lines {
                writeln!(out, "{line}")?;
            }
            continue;
        }
        *count += 1;
        if lists_all {
            write_item(out, &mark, &check.title, style)?;
        }
    }
    if let Some(run) = &grade.run {
        write_skipped(out, run, style)?;
    }
    rest.write(out, lists_all, style)
}

/// What stands below the titles of some checks, by their ids: the difference, and
/// the sentence.
/// Takes its lines from those that are `left`.
fn told<'g>(
    grade: &'g StepGrade<'_>,
    left: &mut usize,
    style: Style<'_>,
) -> BTreeMap<&'g str, Vec<String>> {
    let mut told = BTreeMap::new();
    for (check, diagnosis) in worth_telling(grade, style) {
        let say = diagnosis.map_or_else(Vec::new, |one| {
            paragraph(&paint(YELLOW, &one.say), 8, style.width)
        });
        let title = item("✗", &check.title, style).len();
        // The first difference is always shown.
        let least = if told.is_empty() { LEAST } else { 0 };
        // A difference without a sentence is worth less than the other titles.
        let others = grade.checks.iter().filter(|other| {
            diagnosis.is_none() && other.id != check.id && !told.contains_key(other.id.as_str())
        });
        let others: usize = others
            .map(|other| item("✓", &other.title, style).len())
            .sum();
        let others = if others <= *left { others } else { 0 };
        let room = left.saturating_sub(title + say.len() + others).max(least);
        if !style.all && room < LEAST {
            break;
        }
        let mut lines = difference::lines(check, (!style.all).then_some(room), style);
        lines.extend(say);
        *left = left.saturating_sub(title + lines.len());
        told.insert(check.id.as_str(), lines);
    }
    told
}

/// The differences, each with the sentence that is told with it: first one for
/// each sentence, then the others.
fn worth_telling<'g>(
    grade: &'g StepGrade<'_>,
    style: Style<'_>,
) -> Vec<(&'g Check, Option<&'g Diagnosis>)> {
    let wrong: Vec<&Check> = grade.checks.iter().filter(|check| differs(check)).collect();
    let said = grade.diagnoses.iter().filter_map(|one| {
        let mut about = wrong.iter().filter(|check| is_about(one, check));
        // All of them are shown: then the sentence stands below the last.
        let check = if style.all {
            about.next_back()
        } else {
            about.next()
        };
        Some((*check?, Some(one)))
    });
    let mut worth: Vec<_> = said.collect();
    for check in wrong {
        if !worth.iter().any(|(other, _)| other.id == check.id) {
            worth.push((check, None));
        }
    }
    worth
}

/// The sentences that stand below this difference where all are shown: it is the
/// last that they are about.
pub fn said_below<'g>(
    grade: &'g StepGrade<'_>,
    check: &Check,
) -> impl Iterator<Item = &'g Diagnosis> {
    let is_here = move |one: &&Diagnosis| {
        let mut about = grade.checks.iter().filter(|other| is_about(one, other));
        about.next_back().is_some_and(|last| last == check)
    };
    grade.diagnoses.iter().filter(is_here)
}

/// The sentences that are about no difference: the program did not come so far.
pub fn not_said<'g>(grade: &'g StepGrade<'_>) -> impl Iterator<Item = &'g Diagnosis> {
    let is_left = move |one: &&Diagnosis| !grade.checks.iter().any(|check| is_about(one, check));
    grade.diagnoses.iter().filter(is_left)
}

fn is_about(diagnosis: &Diagnosis, check: &Check) -> bool {
    differs(check) && diagnosis.about.contains(&check.id)
}

/// Whether an answer came, and it is not right.
fn differs(check: &Check) -> bool {
    !check.passed() && check.actual.is_some()
}

/// How many checks were told by their titles at most, by what became of them.
#[derive(Default)]
struct Rest {
    right: usize,
    wrong: usize,
    missing: usize,
}

impl Rest {
    fn write(&self, out: &mut dyn Write, lists_all: bool, style: Style<'_>) -> io::Result<()> {
        let see_all = style.see_all();
        let mut parts = Vec::new();
        if lists_all {
            if self.missing > 0 {
                parts.push("○ the program did not come so far".to_owned());
            }
            if self.wrong > 0 {
                let more = plural(self.wrong, "more difference");
                parts.push(format!("… {more}: {see_all}"));
            }
        } else {
            let counts = [
                (self.right, "✓", "more"),
                (self.wrong, "✗", "more"),
                (self.missing, "○", "not reached"),
            ];
            let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
            parts.extend(counts.map(|(count, mark, what)| format!("{mark} {count} {what}")));
            parts.push(see_all.to_owned());
        }
        if parts.is_empty() {
            return Ok(());
        }
        writeln!(out, "    {}", paint(DIM, &parts.join(" · ")))
    }
}

/// What was not tried on a server, and why.
pub fn write_skipped(out: &mut dyn Write, run: &StepRun, style: Style<'_>) -> io::Result<()> {
    for skipped in &run.skipped {
        let item = format!("{} ({})", skipped.title, why_phrase(&skipped.why));
        write_item(out, &paint(DIM, "–"), &item, style)?;
    }
    Ok(())
}

pub fn write_item(
    out: &mut dyn Write,
    mark: &str,
    title: &str,
    style: Style<'_>,
) -> io::Result<()> {
    for line in item(mark, title, style) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn item(mark: &str, title: &str, style: Style<'_>) -> Vec<String> {
    let lines = textwrap::wrap(title, style.width.saturating_sub(6).max(20));
    let with_mark = |(number, line): (usize, &Cow<'_, str>)| {
        let mark = if number == 0 { mark } else { " " };
        format!("    {mark} {line}")
    };
    lines.iter().enumerate().map(with_mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::grading::grade;
    use course::samples::{run, seen, step};
    use std::path::Path;

    #[test]
    fn the_difference_that_the_sentence_is_about_is_told_first() {
        let step = step(1, "url", 10);
        let expected = seen(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
        let answer = run(&[("a", "x"), ("b", "x"), ("c", "3"), ("d", "x")]);
        let mut grade = grade(&step, &expected, answer);
        grade.diagnoses = vec![Diagnosis {
            mistake: None,
            say: "look at d".to_owned(),
            about: vec!["d".to_owned()],
        }];
        let titles = |all, height| {
            let style = Style {
                width: 80,
                height,
                all,
                next: None,
                root: Path::new(""),
                in_watch: false,
            };
            told(&grade, &mut height.saturating_sub(FRAME), style)
                .into_keys()
                .collect::<Vec<_>>()
        };
        assert_eq!(titles(false, 17), ["d"]);
        assert_eq!(titles(false, 23), ["a", "d"]);
        assert_eq!(titles(true, 17), ["a", "b", "d"]);
    }
}
