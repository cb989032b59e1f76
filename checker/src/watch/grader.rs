//! Grades on a thread of its own, and can be stopped.

use crate::watch::{Ended, Event, Progress};
use course::error::Error;
use course::event::Event as Told;
use course::grade::Grade;
use course::lesson::{Course, Variant};
use course::selection::Wanted;
use harness::build_folder;
use harness::cancel::Cancel;
use harness::pipeline::{self, Request};
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::mpsc::Sender;
use std::thread::Scope;
use std::time::Instant;

/// Starts runs, one at a time.
pub(super) struct Grader<'s, 'e, 'c> {
    scope: &'s Scope<'s, 'e>,
    course: &'c Course,
    wanted: &'s [Wanted<'c>],
    shared: &'s Path,
    sender: Sender<Event<'c>>,
    cancel: Cancel,
}

impl<'s, 'e, 'c: 's> Grader<'s, 'e, 'c> {
    pub(super) fn new(
        scope: &'s Scope<'s, 'e>,
        course: &'c Course,
        wanted: &'s [Wanted<'c>],
        shared: &'s Path,
        sender: Sender<Event<'c>>,
    ) -> Self {
        Self {
            scope,
            course,
            wanted,
            shared,
            sender,
            cancel: Cancel::NEVER,
        }
    }

    /// Starts to grade these lessons. Its end is told as [`Event::Ended`].
    pub(super) fn start(&mut self, lessons: BTreeSet<u32>) {
        let is_first = !self.cancel.is_possible();
        let target_dir = build_folder::for_watch(self.shared);
        let (course, wanted, shared) = (self.course, self.wanted, self.shared);
        self.cancel = Cancel::possible();
        let (sender, cancel) = (self.sender.clone(), self.cancel.clone());
        self.scope.spawn(move || {
            let start = Instant::now();
            let grade = panic::catch_unwind(AssertUnwindSafe(|| {
                // `cargo clean` takes it away.
                let is_to_be_made = is_first || !target_dir.is_dir();
                let made = is_to_be_made.then(|| build_folder::fill(shared, &target_dir));
                made.transpose()?;
                let request = Request {
                    run: &|lesson| lessons.contains(&lesson),
                    cancel: &cancel,
                    ..Request::new(Variant::Lesson, wanted, &target_dir)
                };
                grade(course, request, &sender)
            }));
            let took = start.elapsed();
            let _ = sender.send(Event::Ended(Ended { grade, took }));
        });
    }

    /// Asks the run to end.
    pub(super) fn cancel(&self) {
        self.cancel.ask();
    }
}

impl Drop for Grader<'_, '_, '_> {
    fn drop(&mut self) {
        self.cancel.ask();
    }
}

fn grade<'c>(
    course: &'c Course,
    request: Request<'_, 'c>,
    sender: &Sender<Event<'c>>,
) -> Result<Grade<'c>, Error> {
    pipeline::grade(course, request, &mut |told| {
        let progress = match told {
            Told::BuildStarted { .. } => Progress::Building,
            Told::Compiled {
                package,
                fresh: false,
            } => Progress::Compiled(package.to_owned()),
            Told::RunStarted { steps } => Progress::Running(steps),
            Told::StepRan { .. } => Progress::Ran,
            Told::Compiled { .. } | Told::Finished(_) => return,
        };
        // Nobody listens any more when it is about to end.
        let _ = sender.send(Event::Progress(progress));
    })
}
