//! Where a talk is, for those who follow it from another terminal.

use serde::{Deserialize, Serialize};

/// What a presenter shows at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Presentation {
    /// The lesson's id.
    pub lesson: String,
    /// The step's id. None: the slide opens the lesson.
    pub step: Option<String>,
    /// The name of either, such as `config/url`.
    pub name: String,
    /// What the slide is about.
    pub topic: String,
    /// What the next slide is about, if there is one.
    pub next: Option<String>,
    /// When the talk began, in seconds since 1970.
    pub begun: u64,
    /// From which minute to which the step was planned.
    pub planned: Option<(u32, u32)>,
}
