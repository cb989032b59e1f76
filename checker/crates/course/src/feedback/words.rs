//! What things are called in every report.

use crate::lesson::Variant;
use crate::outcome::{Verdict, Why};

/// The title of a report, by whose code was graded.
pub fn report_title(variant: Variant) -> &'static str {
    match variant {
        Variant::Lesson => "Persistent Rust",
        Variant::Solution => "Persistent Rust · solutions",
        Variant::Submission => "Persistent Rust · submission",
    }
}

/// What a machine calls a verdict.
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Partly => "partly",
        Verdict::Failed => "failed",
        Verdict::NotStarted => "not_started",
        Verdict::DoesNotCompile => "does_not_compile",
        Verdict::Crashed => "crashed",
        Verdict::TimedOut => "timed_out",
        Verdict::Blocked => "blocked",
        Verdict::CourseBroken => "course_broken",
    }
}

/// What a person calls a verdict.
pub fn verdict_phrase(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Partly => "partly right",
        Verdict::Failed => "not right yet",
        Verdict::NotStarted => "not started",
        Verdict::DoesNotCompile => "does not compile",
        Verdict::Crashed => "ended too early",
        Verdict::TimedOut => "took too long",
        Verdict::Blocked => "waits for another step",
        Verdict::CourseBroken => "the course is broken",
    }
}

/// Why something was not tried on a server.
pub fn skip_reason(why: &Why) -> String {
    match why {
        Why::NoServer(why) => format!("skipped: {why}"),
        Why::RestFirst(_) => "when the rest is right".to_owned(),
    }
}
