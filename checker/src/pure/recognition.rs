//! Which known mistake is this answer?
//!
//! A mistake explains an answer when everything in which it differs from a
//! right answer differs in the same way there. The answer may have more faults
//! than that one.

use crate::pure::grading::compare;
use crate::vocabulary::outcome::{Check, Observation};
use std::cmp::Reverse;

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
    pub clues: Vec<Observation>,
}

/// Returns the mistake that explains most of the differences in `checks`, and the
/// titles of those that it explains. Exact
/// texts and `clues` decide between equals, and then the name.
pub fn recognise<'m>(
    checks: &[Check],
    clues: &[Observation],
    expected: &[Observation],
    mistakes: &'m [Mistake],
) -> Option<(&'m Mistake, Vec<String>)> {
    let known: Vec<Known<'_>> = mistakes.iter().map(|m| Known::new(m, expected)).collect();
    let candidates = known
        .iter()
        .filter(|known| known.explains(checks))
        .filter(|one| {
            !known
                .iter()
                .any(|twin| one.wrong == twin.wrong && one.is_ruled_out(twin, clues))
        });
    let best = candidates.max_by_key(|known| {
        let exact = known
            .wrong
            .iter()
            .filter(|check| checks.contains(check))
            .count();
        let strange = known
            .mistake
            .clues
            .iter()
            .filter(|clue| !clues.contains(clue))
            .count();
        (
            known.wrong.len(),
            exact,
            Reverse(strange),
            Reverse(&known.mistake.id),
        )
    });
    best.map(|known| {
        (
            known.mistake,
            known
                .wrong
                .iter()
                .map(|check| check.title.clone())
                .collect(),
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

    fn explains(&self, checks: &[Check]) -> bool {
        let is_there = |wrong: &Check| checks.iter().any(|check| alike(wrong, check));
        !self.wrong.is_empty() && self.wrong.iter().all(is_there)
    }

    /// Two mistakes may look the same and be told apart by a clue. If the answer
    /// lacks that clue, the sentence would be wrong.
    fn is_ruled_out(&self, twin: &Self, clues: &[Observation]) -> bool {
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
    one == other || one.title == other.title && panicked(one) && panicked(other)
}

#[cfg(test)]
mod tests;
