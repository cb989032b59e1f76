//! `checker [NAME …]`: grade and report.

use crate::commands::CheckArgs;
use crate::grading;
use cli::outputs::Outputs;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::selection;
use harness::cargo;
use harness::pipeline::GradeRequest;

pub(crate) fn run(args: &CheckArgs, outputs: &Outputs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let target_dir = cargo::target_dir(&course.root);
    let request = GradeRequest {
        given: (!args.all_lessons).then_some(&course),
        seed: args.seed,
        ..GradeRequest::new(args.variant.into(), &wanted, &target_dir)
    };
    let grade = grading::grade_requested(&course, request)?;
    let next = (!args.names.is_empty()).then(|| selection::step_after(&course, &wanted));
    let style = terminal::Style {
        next: next.as_deref(),
        ..terminal::style(&course, args.all)
    };
    Ok(outputs.write(&course, &grade, style))
}
