//! `checker [NAME …]`: grade and report.

use super::cli::CheckArgs;
use super::outputs::Outputs;
use super::step;
use crate::hands::catalogue;
use crate::pure::selection;
use crate::report::terminal;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run(args: &CheckArgs, outputs: &Outputs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let grade = step::grade(&course, args.variant.into(), &wanted)?;
    let next = (!args.names.is_empty()).then(|| selection::step_behind(&course, &wanted));
    let style = terminal::Style {
        next: next.as_deref(),
        ..super::style(&course, args.all)
    };
    Ok(outputs.write(&course, &grade, style))
}
