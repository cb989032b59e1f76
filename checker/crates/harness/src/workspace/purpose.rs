//! What a workspace is generated for.

use crate::names::state_dir;
use course::lesson::{Course, Variant};
use std::path::PathBuf;

/// What a workspace is generated for. Each purpose has a workspace of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To grade a variant, again and again.
    Grade(Variant),
    /// The same with a seed. A watch may be going on meanwhile, and must not compile step files
    /// with other names.
    GradeSeeded(Variant),
    /// To prove the course: many programs, each built in the place of another.
    Proof,
    /// To show what some answers earn: many programs, each run once at a time.
    Walkthrough,
    /// To grade a copy that somebody plays with, again and again.
    Trial,
}

impl Purpose {
    /// To grade a variant, with or without a seed. Submissions have a workspace to themselves
    /// anyway.
    pub fn of(variant: Variant, seed: Option<u32>) -> Self {
        match (variant, seed) {
            (Variant::Submission, _) | (_, None) => Self::Grade(variant),
            (_, Some(_)) => Self::GradeSeeded(variant),
        }
    }

    pub(super) fn variant(self) -> Option<Variant> {
        match self {
            Self::Grade(variant) | Self::GradeSeeded(variant) => Some(variant),
            Self::Proof | Self::Walkthrough | Self::Trial => None,
        }
    }

    /// The folder of the workspace, below [`state_dir`].
    pub fn dir(self, course: &Course) -> PathBuf {
        state_dir(&course.root).join(self.name())
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Grade(variant) => variant.to_string(),
            Self::GradeSeeded(variant) => format!("{variant}-seeded"),
            Self::Proof => "proof".to_owned(),
            Self::Walkthrough => "walkthrough".to_owned(),
            Self::Trial => "trial".to_owned(),
        }
    }
}
