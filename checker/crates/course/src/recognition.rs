//! Which known mistake is this answer?
//!
//! A mistake explains an answer when everything in which it differs from a
//! right answer differs in the same way there. The answer may have more faults
//! than that one, also in one and the same observation: then the lines decide.

use crate::comparison::{Line, whole};
use crate::grading::compare;
use crate::outcome::{Check, Clue, Observation};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A known wrong answer, as it was recorded.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Its name, such as `connect.typo`.
    pub id: String,
    /// The sentence that a student should read.
    pub say: String,
    /// What it shows.
    pub observations: Vec<Observation>,
    /// Its clues.
    pub clues: Vec<Clue>,
}

/// Returns the mistake that explains most of the differences in `checks`, and the
/// ids of those that it explains. Exact
/// texts and `clues` decide between equals, and then the name.
pub fn recognise<'m>(
    checks: &[Check],
    clues: &[Clue],
    expected: &[Observation],
    mistakes: &'m [Mistake],
) -> Option<(&'m Mistake, Vec<String>)> {
    let known: Vec<Known<'_>> = mistakes.iter().map(|m| Known::new(m, expected)).collect();
    let by_texts = |known: &Known<'_>| known.explains(checks, alike);
    let by_lines = |known: &Known<'_>| known.has_own_lines() && known.explains(checks, shows_in);
    let found = best(&known, checks, clues, by_texts);
    let found = found.or_else(|| best(&known, checks, clues, by_lines));
    found.map(|known| {
        (
            known.mistake,
            known.wrong.iter().map(|check| check.id.clone()).collect(),
        )
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

/// A mistake, and in what it differs from a right answer.
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

    /// Whether each difference is found among `checks`.
    fn explains(&self, checks: &[Check], is_found: fn(&Check, &Check) -> bool) -> bool {
        let is_there = |wrong: &Check| checks.iter().any(|check| is_found(wrong, check));
        !self.wrong.is_empty() && self.wrong.iter().all(is_there)
    }

    /// Whether it writes a line that a right answer does not: lines that are
    /// missing are missing in every answer that does nothing.
    fn has_own_lines(&self) -> bool {
        let mut texts = self.wrong.iter().map(changes);
        texts.any(|(_, own)| !own.is_empty())
    }

    /// Two mistakes may look the same and be told apart by a clue. If the answer
    /// lacks that clue, the sentence would be wrong.
    fn is_ruled_out(&self, twin: &Self, clues: &[Clue]) -> bool {
        let mut own = self
            .mistake
            .clues
            .iter()
            .filter(|clue| !twin.mistake.clues.contains(clue));
        own.any(|clue| !clues.contains(clue))
    }
}

/// What a panic says is the student's own text, as in `expect("no URL")`: it
/// need not be the same.
fn alike(one: &Check, other: &Check) -> bool {
    let panicked = |check: &Check| {
        check
            .actual
            .as_ref()
            .is_some_and(|text| text.starts_with("panicked: "))
    };
    one == other || one.id == other.id && panicked(one) && panicked(other)
}

/// Whether all that the mistake `wrong` changes is changed in `check`, too, be it
/// beside other changes.
fn shows_in(wrong: &Check, check: &Check) -> bool {
    let ((missing, own), (all_missing, all_own)) = (changes(wrong), changes(check));
    wrong.id == check.id && missing.is_subset(&all_missing) && own.is_subset(&all_own)
}

/// The lines that an answer lacks, and those that it has instead.
fn changes(check: &Check) -> (BTreeSet<String>, BTreeSet<String>) {
    let expected = check.expected.as_deref().unwrap_or_default();
    let actual = check.actual.as_deref().unwrap_or_default();
    let (mut missing, mut own) = (BTreeSet::new(), BTreeSet::new());
    for line in whole(expected, actual) {
        match line {
            Line::Expected(text) => missing.insert(text),
            Line::Yours(text) => own.insert(text),
            Line::Same(_) | Line::Skipped(_) => false,
        };
    }
    (missing, own)
}

#[cfg(test)]
mod tests;
