//! What a student is told of an answer, decided once, as a value. The terminal, the page
//! and the formats only set it, each in its own way. Nothing here knows of columns or
//! colours; what to leave out for want of room is up to the screen.
//!
//! Begin with [`Feedback`], on a step, and [`BuildFeedback`], on a lesson of which nothing
//! could be run. `from_grade` makes the first one.

mod build;
mod difference;
mod from_grade;
mod step;
mod text;
mod words;

pub use build::{BuildFeedback, Cause};
pub use difference::Difference;
pub use step::{
    Answer, CheckItem, CheckResult, Feedback, Found, PanicNote, Reason, Sentence,
    SignatureMismatch, SkippedCheck,
};
pub use text::{cut, relative_path, relative_text};
pub use words::{report_title, skip_reason, verdict_phrase, verdict_word};

#[cfg(test)]
mod tests;
