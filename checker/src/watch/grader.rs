//! Grades on a thread of its own, and can be cancelled.

use crate::watch::message::{EndedRun, Message, Stage};
use course::error::Error;
use course::event::Event;
use course::grade::Grade;
use course::lesson::{Course, Variant};
use course::selection::Wanted;
use harness::build_folder;
use harness::cancel::Cancel;
use harness::pipeline::{self, GradeRequest};
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
    sender: Sender<Message<'c>>,
    cancel: Cancel,
}

impl<'s, 'e, 'c: 's> Grader<'s, 'e, 'c> {
    pub(super) fn new(
        scope: &'s Scope<'s, 'e>,
        course: &'c Course,
        wanted: &'s [Wanted<'c>],
        shared: &'s Path,
        sender: Sender<Message<'c>>,
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

    /// Starts to grade these lessons. [`Message::RunEnded`] says how that ended.
    pub(super) fn start(&mut self, lessons: BTreeSet<u32>) {
        let is_first = !self.cancel.is_possible();
        let target_dir = build_folder::for_watch(self.shared);
        let (course, wanted, shared) = (self.course, self.wanted, self.shared);
        self.cancel = Cancel::possible();
        let (sender, cancel) = (self.sender.clone(), self.cancel.clone());
        self.scope.spawn(move || {
            let start = Instant::now();
            let grade = panic::catch_unwind(AssertUnwindSafe(|| {
                // `cargo clean` removes the folder.
                let is_missing = is_first || !target_dir.is_dir();
                let fill = || build_folder::fill(shared, &target_dir, &course.root);
                let filled = is_missing.then(fill);
                filled.transpose()?;
                let request = GradeRequest {
                    given: Some(course),
                    run: &|lesson| lessons.contains(&lesson),
                    cancel: &cancel,
                    ..GradeRequest::new(Variant::Lesson, wanted, &target_dir)
                };
                grade(course, request, &sender)
            }));
            let took = start.elapsed();
            let _ = sender.send(Message::RunEnded(EndedRun { grade, took }));
        });
    }

    /// Asks the run to end. [`Message::RunEnded`] still comes.
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
    request: GradeRequest<'_, 'c>,
    sender: &Sender<Message<'c>>,
) -> Result<Grade<'c>, Error> {
    pipeline::grade(course, request, &mut |event| {
        let stage = match event {
            Event::PreparationStarted | Event::BuildStarted { .. } => Stage::Building,
            Event::Compiled {
                package,
                fresh: false,
            } => Stage::Compiled(package.to_owned()),
            Event::RunStarted { steps } => Stage::Running(steps),
            Event::StepRan { .. } => Stage::StepRan,
            Event::Compiled { .. } | Event::Finished(_) => return,
        };
        // The receiver is gone when the watch is about to end.
        let _ = sender.send(Message::RunAdvanced(stage));
    })
}
