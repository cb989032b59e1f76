//! Finds the known mistake in an answer.
//!
//! A mistake explains an answer if all differences between the mistake and a right answer are
//! also in the answer. The answer may contain other faults, even in the same observation: then
//! single lines are compared.

use crate::comparison::{DiffLine, whole};
use crate::grading::compare;
use crate::outcome::{Check, Clue, Observation};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A known wrong answer, as recorded.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Its name, such as `connect.typo`.
    pub id: String,
    /// The sentence for the student.
    pub say: String,
    /// What it shows.
    pub observations: Vec<Observation>,
    /// Its clues.
    pub clues: Vec<Clue>,
}

/// A known mistake that was found in an answer.
#[derive(Debug, Clone)]
pub(crate) struct Recognition<'m> {
    /// The mistake.
    pub(crate) mistake: &'m Mistake,
    /// The ids of the observations that it explains.
    pub(crate) about: Vec<String>,
}

/// Finds the mistake that explains most of the differences in `checks`. Between mistakes that
/// explain equally much, exact texts decide, then `clues`, then the id.
pub(crate) fn recognise<'m>(
    checks: &[Check],
    clues: &[Clue],
    expected: &[Observation],
    mistakes: &'m [Mistake],
) -> Option<Recognition<'m>> {
    let known: Vec<Known<'_>> = mistakes.iter().map(|m| Known::new(m, expected)).collect();
    let by_texts = |known: &Known<'_>| known.explains(checks, alike);
    let by_lines = |known: &Known<'_>| known.has_own_lines() && known.explains(checks, shows_in);
    let found = best(&known, checks, clues, by_texts);
    let found = found.or_else(|| best(&known, checks, clues, by_lines));
    found.map(|known| Recognition {
        mistake: known.mistake,
        about: known.wrong.iter().map(|check| check.id.clone()).collect(),
    })
}

fn best<'k, 'm>(
    known: &'k [Known<'m>],
    checks: &[Check],
    clues: &[Clue],
    explains: impl Fn(&Known<'_>) -> bool,
) -> Option<&'k Known<'m>> {
    let candidates = known.iter().filter(|known| explains(known)).filter(|one| {
        !known
            .iter()
            .any(|twin| one.wrong == twin.wrong && one.is_ruled_out(twin, clues))
    });
    candidates.max_by_key(|known| {
        let wrong = known.wrong.iter();
        let exact = wrong.filter(|check| checks.contains(check)).count();
        let own = known.mistake.clues.iter();
        let strange = own.filter(|clue| !clues.contains(clue)).count();
        (
            known.wrong.len(),
            exact,
            Reverse(strange),
            Reverse(&known.mistake.id),
        )
    })
}

/// A mistake and its differences from a right answer.
struct Known<'m> {
    mistake: &'m Mistake,
    wrong: Vec<Check>,
}

impl<'m> Known<'m> {
    fn new(mistake: &'m Mistake, expected: &[Observation]) -> Self {
        let mut wrong = compare(expected, &mistake.observations);
        wrong.retain(|check| !check.passed());
        Self { mistake, wrong }
    }

    /// Whether `checks` contain all its differences.
    fn explains(&self, checks: &[Check], is_found: fn(&Check, &Check) -> bool) -> bool {
        let is_there = |wrong: &Check| checks.iter().any(|check| is_found(wrong, check));
        !self.wrong.is_empty() && self.wrong.iter().all(is_there)
    }

    /// Whether it shows a line that a right answer does not. Missing lines prove nothing: an
    /// answer that does nothing lacks them all.
    fn has_own_lines(&self) -> bool {
        let mut texts = self.wrong.iter().map(changes);
        texts.any(|(_, own)| !own.is_empty())
    }

    /// Whether a clue that distinguishes it from `twin`, a mistake that looks the same, is
    /// missing in the answer: its sentence would be wrong.
    fn is_ruled_out(&self, twin: &Self, clues: &[Clue]) -> bool {
        let mut own = self
            .mistake
            .clues
            .iter()
            .filter(|clue| !twin.mistake.clues.contains(clue));
        own.any(|clue| !clues.contains(clue))
    }
}

/// Whether two checks are the same, except for the message of a panic: that may be the student's
/// own text, as in `expect("no URL")`.
fn alike(one: &Check, other: &Check) -> bool {
    let panicked = |check: &Check| {
        check
            .actual
            .as_ref()
            .is_some_and(|text| text.starts_with("panicked: "))
    };
    one == other || one.id == other.id && panicked(one) && panicked(other)
}

/// Whether `check` contains all the changes of the mistake in `wrong`, and perhaps others.
fn shows_in(wrong: &Check, check: &Check) -> bool {
    // First, because a comparison of texts takes time.
    if wrong.id != check.id {
        return false;
    }
    let ((missing, own), (all_missing, all_own)) = (changes(wrong), changes(check));
    missing.is_subset(&all_missing) && own.is_subset(&all_own)
}

/// The lines that an answer lacks, and those that it has instead.
fn changes(check: &Check) -> (BTreeSet<String>, BTreeSet<String>) {
    let expected = check.expected.as_deref().unwrap_or_default();
    let actual = check.actual.as_deref().unwrap_or_default();
    let (mut missing, mut own) = (BTreeSet::new(), BTreeSet::new());
    for line in whole(expected, actual) {
        match line {
            DiffLine::Expected(text) => missing.insert(text),
            DiffLine::Yours(text) => own.insert(text),
            DiffLine::Same(_) | DiffLine::Skipped(_) => false,
        };
    }
    (missing, own)
}

#[cfg(test)]
mod tests;
