//! What came of a soak.

use course::outcome::Verdict;
use std::time::Duration;

/// All rounds.
#[derive(Debug, Default)]
pub(super) struct Soak {
    /// How often each step was run.
    pub rounds: usize,
    /// How many runs that makes, of all steps.
    pub runs: usize,
    /// Runs whose verdict was another.
    pub different: Vec<Different>,
    /// The run that came nearest to its limit.
    pub slowest: Option<Slowest>,
}

/// A right answer that did not earn all points.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Different {
    /// The number of the round, from 1.
    pub round: usize,
    /// The seed of its names and numbers, if there was one.
    pub seed: Option<u32>,
    /// The step, such as `config/url`.
    pub step: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// The observations that were not as expected, or were missing.
    pub titles: Vec<String>,
}

/// How near a run came to its limit.
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
    /// The share of the limit that it took.
    pub(super) fn share(&self) -> f64 {
        self.took.div_duration_f64(Duration::from_secs(self.limit))
    }
}
