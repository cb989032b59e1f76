//! What was expected, and what came instead.

use crate::comparison::{DiffLine, compare, whole};
use crate::feedback::text::cut;
use std::borrow::Cow;

/// Equal lines before and after what differs.
const CONTEXT: usize = 2;

/// Two texts that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<'g> {
    /// What a right answer shows.
    pub expected: Cow<'g, str>,
    /// What this one showed.
    pub actual: Cow<'g, str>,
}

impl<'g> Difference<'g> {
    /// The difference of two texts. If nothing was `expected`, the course does not know
    /// this observation, and that is said instead.
    pub fn new(expected: Option<&'g str>, actual: &'g str) -> Self {
        let expected = expected.unwrap_or("(the course does not know this one)");
        Self {
            expected: Cow::Borrowed(expected),
            actual: Cow::Borrowed(actual),
        }
    }

    /// Whether the student's code panicked instead of giving an answer.
    pub fn panicked(&self) -> bool {
        self.actual.starts_with("panicked: ")
    }

    /// The number of lines of the longer text.
    pub fn height(&self) -> usize {
        let heights = [&self.expected, &self.actual].map(|text| text.lines().count());
        heights.into_iter().max().unwrap_or(0)
    }

    /// Every line of both texts.
    pub fn whole(&self) -> Vec<DiffLine> {
        whole(&self.expected, &self.actual)
    }

    /// The lines that differ, with a few equal ones around them.
    pub fn in_context(&self) -> Vec<DiffLine> {
        compare(&self.expected, &self.actual, CONTEXT)
    }

    /// The lines that differ.
    pub fn only(&self) -> Vec<DiffLine> {
        compare(&self.expected, &self.actual, 0)
    }

    /// The difference of the beginnings of both texts, at most so many bytes of each.
    #[must_use]
    pub fn shortened(&self, most: usize) -> Self {
        let expected = cut(&self.expected, most);
        let mut actual = cut(&self.actual, most);
        if expected == actual {
            // They differ in what is cut.
            actual.push_str("(and not as expected)");
        }
        Self {
            expected: Cow::Owned(expected),
            actual: Cow::Owned(actual),
        }
    }
}
