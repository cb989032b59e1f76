//! What was tried, and where it differs: expected beside yours. Unless all details are
//! asked for, what does not fit on a screen is left out.

use crate::blocks::{item, paragraph, write_item};
use crate::feedback::difference;
use crate::style::Style;
use crate::words::{DIM, GREEN, RED, YELLOW, paint, plural};
use course::feedback::{CheckItem, CheckResult, Difference, Feedback, SkippedCheck};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Lines of a step's feedback that are always there: its name, its file, and what
/// to do next.
const FRAME: usize = 12;

/// A difference is shown with so many lines at least, or not at all.
const LEAST: usize = 4;

/// Writes the checks, each difference with the sentence that is about it.
pub(super) fn write(
    out: &mut dyn Write,
    checks: &[CheckItem<'_>],
    feedback: &Feedback<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let mut left = style.height.saturating_sub(FRAME);
    let details = details(checks, feedback, &mut left, style);
    let numbered = || checks.iter().enumerate();
    let listed: usize = numbered()
        .filter(|(index, _)| !details.contains_key(index))
        .map(|(_, check)| item("✓", check.title, style).len())
        .sum();
    let lists_all = style.all || listed <= left;
    let mut rest = Rest::default();
    for (index, check) in numbered() {
        let (mark, count) = match check.result {
            CheckResult::Right => (paint(GREEN, "✓"), &mut rest.right),
            CheckResult::NotReached => (paint(DIM, "○"), &mut rest.missing),
            CheckResult::Wrong(_) => (paint(RED, "✗"), &mut rest.wrong),
        };
        if let Some(lines) = details.get(&index) {
            write_item(out, &mark, check.title, style)?;
            for line in lines {
                writeln!(out, "{line}")?;
            }
            continue;
        }
        *count += 1;
        rest.explained += usize::from(is_explained(feedback, index));
        if lists_all {
            write_item(out, &mark, check.title, style)?;
        }
    }
    write_skipped(out, &feedback.skipped, style)?;
    rest.write(out, lists_all, style)
}

/// What stands below the titles of some checks, by their index: the difference and the
/// sentence. Takes its lines from those that are `left`.
fn details(
    checks: &[CheckItem<'_>],
    feedback: &Feedback<'_>,
    left: &mut usize,
    style: Style<'_>,
) -> BTreeMap<usize, Vec<String>> {
    let height = |index: usize| item("✗", checks[index].title, style).len();
    let mut details: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for Candidate {
        index,
        difference,
        sentence,
    } in candidates(checks, feedback, style.all)
    {
        let sentence_lines = sentence.as_ref().map_or_else(Vec::new, |sentence| {
            paragraph(&paint(YELLOW, sentence), 8, style.width)
        });
        // The first difference is always shown.
        let least = if details.is_empty() { LEAST } else { 0 };
        // A difference without a sentence is worth less than the other titles.
        let others = (0..checks.len())
            .filter(|other| sentence.is_none() && *other != index && !details.contains_key(other));
        let others: usize = others.map(height).sum();
        let others = if others <= *left { others } else { 0 };
        let used = height(index) + sentence_lines.len() + others;
        let room = left.saturating_sub(used).max(least);
        if !style.all && room < LEAST {
            break;
        }
        let mut lines = difference::lines(difference, (!style.all).then_some(room), style);
        lines.extend(sentence_lines);
        *left = left.saturating_sub(height(index) + lines.len());
        details.insert(index, lines);
    }
    details
}

/// A difference that may be shown.
struct Candidate<'f> {
    index: usize,
    difference: &'f Difference<'f>,
    sentence: Option<String>,
}

/// The differences, each with the sentence that is shown with it: first one for each
/// sentence, then those that none explains. Unless `all` are asked for, one reason is shown by one
/// difference.
fn candidates<'f>(
    checks: &'f [CheckItem<'f>],
    feedback: &'f Feedback<'f>,
    all: bool,
) -> Vec<Candidate<'f>> {
    let with_sentence = feedback.sentences.iter().enumerate();
    let with_sentence = with_sentence.filter_map(|(number, sentence)| {
        let about = &sentence.about;
        // Where all of them are shown, the sentence stands below the last.
        let index = if all { about.last() } else { about.first() };
        let also = if number > 0 { "Also: " } else { "" };
        Some((*index?, Some(format!("{also}{}", sentence.say))))
    });
    let mut order: Vec<(usize, Option<String>)> = with_sentence.collect();
    for index in 0..checks.len() {
        let is_told = !all && is_explained(feedback, index);
        if !is_told && !order.iter().any(|(other, _)| *other == index) {
            order.push((index, None));
        }
    }
    let candidates = order.into_iter().filter_map(|(index, sentence)| {
        let CheckResult::Wrong(difference) = &checks[index].result else {
            return None;
        };
        Some(Candidate {
            index,
            difference,
            sentence,
        })
    });
    candidates.collect()
}

/// Whether a sentence says why this check is not right.
fn is_explained(feedback: &Feedback<'_>, index: usize) -> bool {
    let mut sentences = feedback.sentences.iter();
    sentences.any(|sentence| sentence.about.contains(&index))
}

/// How many checks are shown by their titles at most, by what came of them.
#[derive(Default)]
struct Rest {
    right: usize,
    wrong: usize,
    /// How many of these a sentence explains that is shown with another one.
    explained: usize,
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
                parts.push(format!("… {more}{}: {see_all}", self.explanation()));
            }
        } else {
            let counts = [
                (self.right, "✓", "more".to_owned()),
                (self.wrong, "✗", format!("more{}", self.explanation())),
                (self.missing, "○", "not reached".to_owned()),
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

    /// How many of the differences have been explained.
    fn explanation(&self) -> String {
        match self.explained {
            0 => String::new(),
            all if all == self.wrong => ", explained above".to_owned(),
            some => format!(", {some} of them explained above"),
        }
    }
}

/// Writes what was not tried on a server, and why.
pub(super) fn write_skipped(
    out: &mut dyn Write,
    skipped: &[SkippedCheck<'_>],
    style: Style<'_>,
) -> io::Result<()> {
    for SkippedCheck { title, reason } in skipped {
        write_item(out, &paint(DIM, "–"), &format!("{title} ({reason})"), style)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::feedback::Answer;
    use course::grading::grade;
    use course::lesson::Variant;
    use course::outcome::Diagnosis;
    use course::samples::{lesson, run, seen, step};
    use std::path::Path;

    #[test]
    fn the_difference_that_the_sentence_is_about_comes_first() {
        let lesson = lesson(1, "config", vec![step(1, "url", 10)]);
        let expected = seen(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
        let answer = run(&[("a", "x"), ("b", "x"), ("c", "3"), ("d", "x")]);
        let mut grade = grade(&lesson.steps[0], &expected, answer);
        grade.diagnoses = vec![Diagnosis {
            mistake: None,
            say: "look at d".to_owned(),
            about: vec!["d".to_owned()],
        }];
        let root = Path::new("");
        let feedback = Feedback::of(&lesson, &grade, Variant::Lesson, root);
        let Answer::Tried { checks, .. } = &feedback.answer else {
            panic!("{feedback:?}");
        };
        let titles = |all, height: usize| {
            let style = Style {
                width: 80,
                height,
                all,
                next: None,
                root,
                in_watch: false,
            };
            details(checks, &feedback, &mut height.saturating_sub(FRAME), style)
                .into_keys()
                .map(|index| checks[index].title)
                .collect::<Vec<_>>()
        };
        assert_eq!(titles(false, 17), ["d"]);
        assert_eq!(titles(false, 23), ["a", "d"]);
        assert_eq!(titles(true, 17), ["a", "b", "d"]);
    }
}
