//! What the threads of a watch send to the one that decides.

use course::error::Error;
use course::grade::Grade;
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;
use terminal::screen::Key;

/// Something happened.
pub(super) enum Message<'c> {
    /// Something was saved in these lessons.
    Saved(BTreeSet<u32>),
    /// A key was pressed.
    Key(Key),
    /// The terminal has another size.
    Resized,
    /// A run has reached its next stage.
    RunAdvanced(Stage),
    /// A run has ended.
    RunEnded(EndedRun<'c>),
    /// Time to end: somebody asked for it, or the terminal is gone.
    Quit,
}

/// What a run is doing, as far as one line can show it.
pub(super) enum Stage {
    Building,
    /// A package was compiled.
    Compiled(String),
    /// This many steps are being run.
    Running(usize),
    /// One of them has ended.
    StepRan,
}

/// How a run ended.
pub(super) struct EndedRun<'c> {
    /// The grade, or the panic, for the main thread to go on with.
    pub(super) grade: thread::Result<Result<Grade<'c>, Error>>,
    /// How long the run took.
    pub(super) took: Duration,
}
