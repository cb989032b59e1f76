//! `checker [NAME …]`: grade and report.

use crate::commands::CheckArgs;
use crate::step;
use cli::outputs::Outputs;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::selection;

pub(super) fn run(args: &CheckArgs, outputs: &Outputs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let grade = step::grade_with(args.seed, &course, args.variant.into(), &wanted)?;
    let next = (!args.names.is_empty()).then(|| selection::step_after(&course, &wanted));
    let style = terminal::Style {
        next: next.as_deref(),
        ..terminal::style(&course, args.all)
    };
    Ok(outputs.write(&course, &grade, style))
}
