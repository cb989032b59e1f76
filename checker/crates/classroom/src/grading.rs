//! Grades what was handed in, locked up: for one submission, and for each of a class.

use course::error::Error;
use course::event::Event;
use course::grade::Grade;
use course::lesson::{Course, Variant};
use course::selection;
use harness::cancel::Cancel;
use harness::cargo;
use harness::deadline::Deadline;
use harness::pipeline::{self, GradeRequest};
use harness::reaper;
use sandbox::{Confined, Pristine, Sandbox, Toolchain};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What is graded, and how.
pub(crate) struct Request<'r> {
    /// Lessons or steps; all if there are none.
    pub(crate) names: &'r [String],
    /// What was handed in, by lesson, and by path from the lesson's folder.
    pub(crate) files: &'r BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>>,
    pub(crate) seed: u32,
    /// For everything together.
    pub(crate) time_limit: Duration,
    pub(crate) allow_unsandboxed: bool,
    pub(crate) cancel: &'r Cancel,
}

/// Prepares what all submissions have in common, and tells whether anything can be graded here.
pub(crate) fn prepare(
    course: &Course,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<(), Error> {
    let _readable = sandbox::readable_files();
    let (home, sandbox) = lock_up(course, false)?;
    let toolchain = Toolchain::of(course)?;
    let mut on_event = on_event;
    Pristine::make(course, &home, &sandbox, toolchain, cancel, &mut on_event)?;
    Ok(())
}

/// Where submissions are graded, and what locks them up.
fn lock_up(course: &Course, allow_unsandboxed: bool) -> Result<(PathBuf, Sandbox), Error> {
    let home = sandbox::home(&cargo::target_dir(&course.root))?;
    let sandbox = Sandbox::here(&home, &course.root.join("Cargo.toml"))?;
    if !allow_unsandboxed {
        sandbox.require_full()?;
    }
    reaper::adopt().map_err(Error::while_doing("adopt processes that lose their parent"))?;
    Ok((home, sandbox))
}

/// Grades a submission, and hands the grade and the course that it is of to `then`.
pub(crate) fn grade<T>(
    course: &Course,
    request: &Request<'_>,
    on_event: &mut dyn FnMut(Event<'_>),
    then: impl FnOnce(&Course, Grade<'_>) -> T,
) -> Result<T, Error> {
    let readable = sandbox::readable_files();
    let (home, sandbox) = lock_up(course, request.allow_unsandboxed)?;
    let toolchain = Toolchain::of(course)?;
    let mut on_event = on_event;
    let cancel = request.cancel;
    let pristine = Pristine::make(course, &home, &sandbox, toolchain, cancel, &mut on_event)?;
    let mut slot = pristine.slot(&sandbox)?;
    slot.lay(request.files)?;
    let wanted = selection::select(&slot.course, request.names)?;
    let target_dir = slot.target_dir();
    let deadline = Deadline::after(request.time_limit);
    let confined = Confined::new(&sandbox, &pristine, &slot, deadline);
    let asked = GradeRequest {
        given: Some(course),
        seed: Some(request.seed),
        launcher: &confined,
        cancel,
        ..GradeRequest::new(Variant::Submission, &wanted, &target_dir)
    };
    let grade = pipeline::grade(&slot.course, asked, &mut on_event)?;
    slot.check()?;
    pristine.check()?;
    drop(readable);
    Ok(then(&slot.course, grade))
}
