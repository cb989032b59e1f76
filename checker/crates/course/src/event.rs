//! What the pipeline tells while it works. Nothing below the reports prints.

use crate::grade::Grade;
use crate::lesson::{Lesson, Step};

/// Something happened. Reports are functions of these.
#[derive(Debug)]
pub enum Event<'a> {
    /// Compiling begins.
    BuildStarted {
        /// How many lessons are compiled.
        lessons: usize,
    },
    /// A package has been compiled or was found compiled.
    Compiled {
        /// Its name.
        package: &'a str,
        /// Whether nothing had to be done.
        fresh: bool,
    },
    /// Compiling has ended; steps are run now.
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
    /// All is known.
    Finished(&'a Grade<'a>),
}
