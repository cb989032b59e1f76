//! `grade --submission WHAT`: grades what somebody handed in.

use crate::signals;
use cli::args::GradeArgs;
use cli::outputs::Outputs;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::{Course, Lesson, Variant};
use course::selection::{self, Wanted};
use harness::cargo;
use harness::deadline::Deadline;
use harness::pipeline::{self, GradeRequest};
use harness::{reaper, seeding};
use sandbox::submission;
use sandbox::{Confined, Pristine, Sandbox, Toolchain};
use std::time::Duration;
use terminal::progress::Progress;

pub(super) fn run(args: &GradeArgs, outputs: &Outputs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let asked = selection::select(&course, &args.names)?;
    let here = std::env::current_dir().map_err(Error::while_doing("find the current folder"))?;
    let overlay = submission::read(&course, &args.submission, &here, only(args, &asked))?;
    let names = names(args, &course, &overlay);

    let shared = cargo::target_dir(&course.root);
    let readable = sandbox::readable_files();
    let home = sandbox::home(&shared)?;
    let sandbox = Sandbox::here(&home, &course.root.join("Cargo.toml"))?;
    if !args.allow_unsandboxed {
        sandbox.require_full()?;
    }
    reaper::adopt().map_err(Error::while_doing("adopt processes that lose their parent"))?;
    let toolchain = Toolchain::of(&course)?;
    let progress = Progress::on_stderr();
    let mut on_event = |event: course::event::Event<'_>| progress.show(&event);
    let cancel = signals::cancel_at_the_first()?;
    let pristine = Pristine::make(&course, &home, &sandbox, toolchain, &cancel, &mut on_event)?;
    let mut slot = pristine.slot(&sandbox)?;
    slot.lay(&overlay.files)?;
    let wanted = selection::select(&slot.course, &names)?;
    let target_dir = slot.target_dir();
    let deadline = Deadline::after(Duration::from_secs(args.time_limit));
    let confined = Confined::new(&sandbox, &pristine, &slot, deadline);
    let request = GradeRequest {
        given: Some(&course),
        seed: Some(args.seed.unwrap_or_else(seeding::new_seed)),
        launcher: &confined,
        cancel: &cancel,
        ..GradeRequest::new(Variant::Submission, &wanted, &target_dir)
    };
    let mut grade = pipeline::grade(&slot.course, request, &mut on_event)?;
    slot.check()?;
    pristine.check()?;
    drop(readable);
    grade.submission = Some(overlay.submission);
    let style = terminal::style(&slot.course, args.all);
    Ok(match outputs.write(&slot.course, &grade, style) {
        ExitCode::PointsMissing if !args.exit_points => ExitCode::AllPoints,
        code => code,
    })
}

/// The lesson that was asked for, if it is one.
fn only<'c>(args: &GradeArgs, asked: &[Wanted<'c>]) -> Option<&'c Lesson> {
    match asked {
        [one] if !args.names.is_empty() => Some(one.lesson),
        _ => None,
    }
}

/// The names of what is graded: what was asked for, or else the one lesson that was handed
/// in, or else all.
fn names(args: &GradeArgs, course: &Course, overlay: &submission::Overlay) -> Vec<String> {
    if !args.names.is_empty() {
        return args.names.clone();
    }
    let single = overlay.single;
    let lesson = course.lessons.iter().find(|it| Some(it.number) == single);
    lesson.map(|lesson| lesson.id.clone()).into_iter().collect()
}
