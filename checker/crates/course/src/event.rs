//! What the pipeline reports while it works, instead of printing.

use crate::grade::Grade;
use crate::lesson::{Lesson, Step};

/// Something happened. Progress lines and reports are made of these.
#[derive(Debug)]
pub enum Event<'a> {
    /// What all submissions have in common is being compiled.
    PreparationStarted,
    /// The build began.
    BuildStarted {
        /// How many lessons are built.
        lessons: usize,
    },
    /// A package was compiled, or was up to date.
    Compiled {
        /// Its name.
        package: &'a str,
        /// Whether it was up to date.
        fresh: bool,
    },
    /// The build ended, and steps are run.
    RunStarted {
        /// How many steps are run.
        steps: usize,
    },
    /// A step was run.
    StepRan {
        /// The step's lesson.
        lesson: &'a Lesson,
        /// The step.
        step: &'a Step,
    },
    /// The run is over.
    Finished(&'a Grade<'a>),
}
