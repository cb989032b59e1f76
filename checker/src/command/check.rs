//! `checker [NAME …]`: grade and report.

use super::cli::{CheckArgs, Format};
use super::step;
use crate::hands::catalogue;
use crate::pure::selection;
use crate::report::{json, terminal};
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run(args: &CheckArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let grade = step::grade(&course, args.variant.into(), &wanted)?;
    let next = (!args.names.is_empty()).then(|| selection::step_behind(&course, &wanted));
    super::print(|out| match args.format {
        Format::Json => json::write_grade(out, &grade),
        Format::Terminal => {
            let style = terminal::Style {
                next: next.as_deref(),
                ..super::style(&course, args.all)
            };
            terminal::write_grade(out, &grade, style)
        }
    })?;
    Ok(step::exit_code(&grade))
}
