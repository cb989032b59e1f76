//! What `watch` grades when. It never loses a save: whatever is saved is graded
//! as it was saved last, and a verdict on anything older is not shown.

use std::collections::BTreeSet;

/// Lessons, by their numbers.
pub(super) type Lessons = BTreeSet<u32>;

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing.
    Wait,
    /// Start a run that grades these lessons as they are now.
    Start(Lessons),
    /// Cancel the run. [`Runs::ended`] is called all the same.
    Cancel,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a verdict.
    Graded,
    /// It was cancelled.
    Cancelled,
    /// With an error.
    Failed,
}

/// The runs of one watch: at most one at a time.
#[derive(Debug)]
pub(super) struct Runs {
    watched: Lessons,
    /// Not graded as they are now, nor in the run that is going on.
    due: Lessons,
    running: Option<Running>,
    /// Whether the last run failed.
    failed: bool,
}

#[derive(Debug)]
struct Running {
    lessons: Lessons,
    /// Something was saved after it began: its verdict would be on old files.
    is_stale: bool,
}

impl Runs {
    /// Nothing has been graded yet, so all of `watched` is due.
    pub(super) fn new(watched: Lessons) -> Self {
        Self {
            due: watched.clone(),
            watched,
            running: None,
            failed: false,
        }
    }

    /// The first thing to do.
    pub(super) fn begin(&mut self) -> Action {
        self.start()
    }

    /// Something was saved in these lessons.
    pub(super) fn saved(&mut self, lessons: &Lessons) -> Action {
        let watched = lessons.intersection(&self.watched);
        let before = self.due.len();
        self.due.extend(watched.clone());
        if watched.count() == 0 && self.due.len() == before {
            return Action::Wait;
        }
        self.failed = false;
        self.interrupt()
    }

    /// Everything is to be graded once more, saved or not.
    pub(super) fn again(&mut self) -> Action {
        self.due = self.watched.clone();
        self.failed = false;
        self.interrupt()
    }

    /// The run has ended. Returns whether its verdict is on the files as they are now.
    pub(super) fn ended(&mut self, end: End) -> (bool, Action) {
        let Some(run) = self.running.take() else {
            return (false, Action::Wait);
        };
        let is_current = end == End::Graded && !run.is_stale;
        if is_current {
            self.failed = false;
        } else {
            self.due.extend(run.lessons);
        }
        // A run that failed is tried once more: `cargo clean` may have got in its way.
        // After that it waits for a save.
        let gives_up = end == End::Failed && !run.is_stale && self.failed;
        self.failed = end == End::Failed;
        let next = if gives_up { Action::Wait } else { self.start() };
        (is_current, next)
    }

    /// Whether a run is going on.
    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    fn start(&mut self) -> Action {
        if self.due.is_empty() {
            return Action::Wait;
        }
        let lessons = std::mem::take(&mut self.due);
        self.running = Some(Running {
            lessons: lessons.clone(),
            is_stale: false,
        });
        Action::Start(lessons)
    }

    fn interrupt(&mut self) -> Action {
        match &mut self.running {
            None => self.start(),
            Some(run) if run.is_stale => Action::Wait,
            Some(run) => {
                run.is_stale = true;
                Action::Cancel
            }
        }
    }
}

#[cfg(test)]
mod tests;
