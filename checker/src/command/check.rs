//! `checker [NAME …]`: grade and report.

use super::cli::{CheckArgs, Format};
use crate::hands::{cargo, catalogue};
use crate::pipeline;
use crate::pure::selection;
use crate::report::progress::Progress;
use crate::report::{json, terminal};
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;

pub(super) fn run(args: &CheckArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    let grade = pipeline::grade(
        &course,
        args.variant.into(),
        &wanted,
        &target_dir,
        &mut |event| {
            progress.show(&event);
        },
    )?;
    let next = (!args.names.is_empty()).then(|| selection::step_behind(&course, &wanted));
    super::print(|out| match args.format {
        Format::Json => json::write_grade(out, &grade),
        Format::Terminal => {
            let (width, height) = super::size();
            let style = terminal::Style {
                width,
                height,
                all: args.all,
                next: next.as_deref(),
                root: &course.root,
            };
            terminal::write_grade(out, &grade, style)
        }
    })?;
    Ok(if grade.course_broken() {
        ExitCode::CourseBroken
    } else if grade.earned() < grade.possible() {
        ExitCode::PointsMissing
    } else {
        ExitCode::AllPoints
    })
}
