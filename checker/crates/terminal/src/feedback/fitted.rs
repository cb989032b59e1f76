//! What was tried, and where it differs, as much as fits on a screen. First the causes get
//! their room, then the beginnings of their differences, the titles of what else they
//! explain, and the rest of their differences; then what nothing explains, and last the
//! titles of what is right. What has no room is counted.

mod cause;
mod rest;

use crate::blocks::{item, paragraph, write_item};
use crate::feedback::checks::{mark, skipped_text, write_lines, write_skipped};
use crate::feedback::difference;
use crate::feedback::fitted::cause::{Cause, INDENT};
use crate::feedback::fitted::rest::Rest;
use crate::style::Style;
use crate::words::{DIM, paint};
use course::feedback::{CheckItem, CheckResult, Feedback, Sentence};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Lines of a step's feedback that are always there: its name, its file, and what
/// to do next.
const FRAME: usize = 12;

/// Lines for the beginning of a difference: one of each side.
const LEAST: usize = 2;

/// So many lines name what else a cause explains.
const TITLES: usize = 3;

/// Writes the checks.
pub(super) fn write(
    out: &mut dyn Write,
    checks: &[CheckItem<'_>],
    feedback: &Feedback<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let mut page = Page::new(checks, feedback, style);
    page.tell_causes();
    page.begin_their_differences();
    page.name_what_they_explain();
    page.show_their_differences();
    page.show_other_differences();
    let lists_all = page.titles_left() <= page.left;
    let listed = page.listed(lists_all);
    for (index, check) in checks.iter().enumerate() {
        if let Some(cause) = page.causes.iter().find(|cause| cause.first == index) {
            write_lines(out, &cause.lines(checks, style))?;
        } else if listed.contains(&index) {
            write_item(out, &mark(check), check.title, style)?;
        }
    }
    if lists_all {
        write_skipped(out, &feedback.skipped, style)?;
    }
    match page.rest(&listed, lists_all).line(style) {
        Some(line) => writeln!(out, "    {}", paint(DIM, &line)),
        None => Ok(()),
    }
}

/// What is shown, and the lines that are left.
struct Page<'f> {
    checks: &'f [CheckItem<'f>],
    feedback: &'f Feedback<'f>,
    style: Style<'f>,
    left: usize,
    causes: Vec<Cause<'f>>,
    /// Causes for which there is no room.
    untold: usize,
}

impl<'f> Page<'f> {
    fn new(checks: &'f [CheckItem<'f>], feedback: &'f Feedback<'f>, style: Style<'f>) -> Self {
        Self {
            checks,
            feedback,
            style,
            left: style.height.saturating_sub(FRAME),
            causes: Vec::new(),
            untold: 0,
        }
    }

    /// Each cause with its sentence, the first one with its difference: it is always shown.
    fn tell_causes(&mut self) {
        let sentences = self.feedback.sentences.iter();
        let mut causes: Vec<Cause<'f>> = sentences
            .filter_map(|sentence| self.cause(sentence))
            .collect();
        if let Some(first) = causes.first_mut() {
            first.shown = self.difference(first.first, LEAST);
        }
        let needed: usize = causes.iter().map(Cause::height).sum();
        let is_tight = needed > self.left;
        for mut cause in causes {
            if is_tight {
                cause.shorten_heading(self.checks, self.style);
            }
            if !self.causes.is_empty() {
                cause.cut_words(self.left, self.style);
            }
            if cause.words.is_empty() {
                self.untold += 1;
            } else {
                self.add(cause);
            }
        }
    }

    fn cause(&self, sentence: &'f Sentence<'_>) -> Option<Cause<'f>> {
        let (first, others) = sentence.about.split_first()?;
        let words = paragraph(&sentence.words(), INDENT, self.style.width);
        Some(Cause::new(*first, self.heading(*first), words, others))
    }

    /// A difference of each cause, as far as there is room for all of them.
    fn begin_their_differences(&mut self) {
        for index in 0..self.causes.len() {
            if self.causes[index].shown.is_empty() {
                self.grow(index, LEAST);
            }
        }
    }

    fn name_what_they_explain(&mut self) {
        for index in 0..self.causes.len() {
            let cause = &mut self.causes[index];
            cause.titles = match cause.others.len() {
                all if all <= self.left.min(TITLES) => all,
                // One line would only say how many there are, and the last line says that.
                _ if self.left > 1 => self.left.min(TITLES),
                _ => 0,
            };
            let lines = cause.titles;
            self.take(lines);
        }
    }

    fn show_their_differences(&mut self) {
        for index in 0..self.causes.len() {
            let shown = self.causes[index].shown.len();
            if shown > 0 {
                self.grow(index, shown + self.left);
            }
        }
    }

    /// Shows more of a difference, in `room` lines, if as many are left.
    fn grow(&mut self, index: usize, room: usize) {
        let cause = &self.causes[index];
        let shown = self.difference(cause.first, room);
        let more = shown.len().saturating_sub(cause.shown.len());
        if more <= self.left {
            self.take(more);
            self.causes[index].shown = shown;
        }
    }

    /// Differences that nothing explains. Each is worth less than the other titles.
    fn show_other_differences(&mut self) {
        let others = self.untold_checks().into_iter();
        let others: Vec<usize> = others.filter(|index| self.is_wrong(*index)).collect();
        for index in others {
            let mut cause = Cause::new(index, self.heading(index), Vec::new(), &[]);
            let titles = self.titles_left() - cause.heading.len();
            let titles = if titles <= self.left { titles } else { 0 };
            let room = self.left.saturating_sub(cause.heading.len() + titles);
            cause.shown = self.difference(index, room.max(LEAST));
            if cause.shown.len() > room && !self.causes.is_empty() {
                break;
            }
            self.add(cause);
        }
    }

    fn add(&mut self, cause: Cause<'f>) {
        self.take(cause.height());
        self.causes.push(cause);
    }

    /// The other titles that are listed. Wrong ones come first.
    fn listed(&mut self, all: bool) -> BTreeSet<usize> {
        let mut listed = BTreeSet::new();
        for index in self.untold_checks() {
            let height = self.heading(index).len();
            if all || self.is_wrong(index) && height <= self.left {
                self.take(height);
                listed.insert(index);
            }
        }
        listed
    }

    /// What is left out.
    fn rest(&self, listed: &BTreeSet<usize>, lists_all: bool) -> Rest {
        let untold = self.untold_checks().into_iter();
        let hidden = untold.filter(|index| lists_all || !listed.contains(index));
        let hidden: Vec<&CheckItem<'_>> = hidden.map(|index| &self.checks[index]).collect();
        let explains = if lists_all {
            Cause::hidden
        } else {
            Cause::unnamed
        };
        let explained = self.causes.iter().map(explains).sum();
        let count = |is_counted: fn(&CheckResult<'_>) -> bool| {
            let counted = hidden.iter().filter(|check| is_counted(&check.result));
            counted.count()
        };
        Rest {
            lists_all,
            right: count(|result| matches!(result, CheckResult::Right)),
            missing: count(|result| matches!(result, CheckResult::NotReached)),
            skipped: self.feedback.skipped.len(),
            wrong: count(|result| matches!(result, CheckResult::Wrong(_))) + explained,
            explained,
            causes: self.untold,
        }
    }

    /// The lines that the other titles need.
    fn titles_left(&self) -> usize {
        let checks = self.untold_checks().into_iter();
        let skipped = self.feedback.skipped.iter();
        let skipped = skipped.map(|check| item("–", &skipped_text(check), self.style).len());
        checks
            .map(|index| self.heading(index).len())
            .chain(skipped)
            .sum()
    }

    /// The checks that no cause has told.
    fn untold_checks(&self) -> Vec<usize> {
        let is_told = |index: &usize| self.causes.iter().any(|cause| cause.tells(*index));
        let all = 0..self.checks.len();
        all.filter(|index| !is_told(index)).collect()
    }

    fn difference(&self, index: usize, room: usize) -> Vec<String> {
        match &self.checks[index].result {
            CheckResult::Wrong(difference) => difference::lines(difference, Some(room), self.style),
            CheckResult::Right | CheckResult::NotReached => Vec::new(),
        }
    }

    fn is_wrong(&self, index: usize) -> bool {
        matches!(self.checks[index].result, CheckResult::Wrong(_))
    }

    /// The mark and the title of a check.
    fn heading(&self, index: usize) -> Vec<String> {
        let check = &self.checks[index];
        item(&mark(check), check.title, self.style)
    }

    fn take(&mut self, lines: usize) {
        self.left = self.left.saturating_sub(lines);
    }
}

#[cfg(test)]
mod tests;
