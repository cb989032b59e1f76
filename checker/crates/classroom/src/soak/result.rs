//! What came of running the same right answers again and again on a busy machine.

use course::outcome::Verdict;
use std::time::Duration;

/// All rounds.
#[derive(Debug, Default)]
pub(super) struct Soak {
    /// How often each step was run.
    pub rounds: usize,
    /// Runs of all steps.
    pub runs: usize,
    /// Runs that did not earn all points.
    pub different: Vec<Different>,
    /// The run that came nearest to its limit.
    pub slowest: Option<Slowest>,
}

/// A run of a right answer that did not earn all points.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Different {
    /// From 1.
    pub round: usize,
    /// What drew the names and numbers, if anything.
    pub seed: Option<u32>,
    /// The step, such as `config/url`.
    pub step: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The observations that were not as expected, or not made.
    pub titles: Vec<String>,
}

/// A run, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slowest {
    /// The step, such as `config/url`.
    pub step: String,
    /// How long it took.
    pub took: Duration,
    /// How long it may take, in seconds.
    pub limit: u64,
}

impl Slowest {
    /// The part of its limit that it took.
    pub(super) fn share(&self) -> f64 {
        self.took.div_duration_f64(Duration::from_secs(self.limit))
    }
}
