//! `grade --submission WHAT`: grades what somebody handed in.

use crate::grading::{self, Request};
use crate::signals;
use cli::args::GradeArgs;
use cli::outputs::Outputs;
use course::catalogue;
use course::error::Error;
use course::event::Event;
use course::exit_code::ExitCode;
use course::lesson::{Course, Lesson};
use course::selection::{self, Wanted};
use harness::seeding;
use sandbox::submission;
use std::time::Duration;
use terminal::progress::Progress;

pub(super) fn run(args: &GradeArgs, outputs: &Outputs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let asked = selection::select(&course, &args.names)?;
    let here = std::env::current_dir().map_err(Error::while_doing("find the current folder"))?;
    let overlay = submission::read(&course, &args.submission, &here, only(args, &asked))?;
    let request = Request {
        names: &names(args, &course, &overlay),
        files: &overlay.files,
        seed: args.seed.unwrap_or_else(seeding::new_seed),
        time_limit: Duration::from_secs(args.time_limit),
        allow_unsandboxed: args.allow_unsandboxed,
        cancel: &signals::cancel_at_the_first()?,
    };
    let progress = Progress::on_stderr();
    let mut on_event = |event: Event<'_>| progress.show(&event);
    let submission = overlay.submission;
    let code = grading::grade(&course, &request, &mut on_event, |course, mut grade| {
        grade.submission = Some(submission);
        outputs.write(course, &grade, terminal::style(course, args.all))
    })?;
    Ok(match code {
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
