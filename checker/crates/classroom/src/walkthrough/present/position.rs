//! Which slide is shown, for a follower in another terminal.

use serde::{Deserialize, Serialize};

/// What a presenter shows now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// The lesson's id.
    pub lesson: String,
    /// The step's id; `None` if the slide opens the lesson.
    pub step: Option<String>,
    /// The name of either, such as `config/url`.
    pub name: String,
    /// What the slide is about.
    pub topic: String,
    /// What the next slide is about, if there is one.
    pub next: Option<String>,
    /// When the talk began, in seconds since 1970.
    pub begun: u64,
    /// The first and the last minute that are planned for the step.
    pub planned: Option<(u32, u32)>,
}
