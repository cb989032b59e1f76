//! The end of the time for everything that is graded together.

use std::time::{Duration, Instant};

/// When the time for a grade is over.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    /// So long from now.
    pub fn after(limit: Duration) -> Self {
        Self {
            at: Instant::now() + limit,
            limit,
        }
    }

    /// Whether it has passed.
    pub fn has_passed(self) -> bool {
        Instant::now() >= self.at
    }

    /// What is left until then.
    pub fn left(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// A sentence that says so.
    pub(crate) fn is_over(self) -> String {
        let seconds = self.limit.as_secs();
        format!("The time for the whole submission was over ({seconds} s).")
    }
}
