//! What a watch is doing, and the line that says so.

use crate::watch::message::Stage;
use std::time::Duration;
use terminal::progress;
use terminal::words::{DIM, RED, paint};

/// What a watch is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    /// Compiling; the package that was compiled last.
    Building(Option<String>),
    /// Running steps.
    Running {
        /// How many have ended.
        done: usize,
        /// How many there are.
        all: usize,
    },
    /// Waiting for a save: everything is graded, which took this long.
    Graded(Duration),
    /// Waiting for a save: grading failed, for this reason.
    Failed(String),
}

impl Status {
    /// What a run is doing in its next stage.
    pub(super) fn after(&self, stage: Stage) -> Self {
        match (stage, self) {
            (Stage::Building, _) => Self::Building(None),
            (Stage::Compiled(package), _) => Self::Building(Some(package)),
            (Stage::Running(steps), _) => Self::Running {
                done: 0,
                all: steps,
            },
            (Stage::StepRan, Self::Running { done, all }) => Self::Running {
                done: done + 1,
                all: *all,
            },
            (Stage::StepRan, other) => other.clone(),
        }
    }

    /// One line that says so.
    pub(super) fn line(&self) -> String {
        match self {
            Self::Building(None) => paint(DIM, "building …"),
            Self::Building(Some(package)) => {
                let what = progress::compiled(package).unwrap_or_default();
                paint(DIM, &format!("building … {what}"))
            }
            Self::Running { done, all } => paint(DIM, &format!("running … {done} of {all} steps")),
            Self::Graded(took) => {
                let seconds = took.as_secs_f64();
                paint(
                    DIM,
                    &format!("graded in {seconds:.2} s, waiting for a save"),
                )
            }
            Self::Failed(why) => {
                let line = why.lines().next().unwrap_or_default();
                paint(RED, &format!("not graded: {line}"))
            }
        }
    }
}
