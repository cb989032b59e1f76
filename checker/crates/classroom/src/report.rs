//! `checker report --html FILE`: grade, and write a page for a browser.

use crate::html::{self, Page};
use cli::args::ReportArgs;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::selection;
use formats::{atomic_file, diagrams};
use harness::cargo;
use harness::pipeline::{self, GradeRequest};
use std::path::Path;
use terminal::progress::Progress;

pub(super) fn run(args: &ReportArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let to_stdout = args.html == Path::new("-");
    if !to_stdout {
        // Before grading, which takes a while.
        atomic_file::refuse_lessons(&args.html, &course.root)?;
    }
    let target_dir = cargo::target_dir(&course.root);
    let request = GradeRequest {
        given: Some(&course),
        ..GradeRequest::new(args.variant.into(), &wanted, &target_dir)
    };
    let progress = Progress::on_stderr();
    let grade = pipeline::grade(&course, request, &mut |event| progress.show(&event))?;
    let diagrams = diagrams::of_grade(&course, &grade);
    let page = Page {
        grade: &grade,
        diagrams: &diagrams,
        root: &course.root,
        code: None,
    };
    if to_stdout {
        terminal::print(|out| html::write(out, page))?;
    } else {
        let mut bytes = Vec::new();
        html::write(&mut bytes, page).map_err(Error::while_doing("write the page"))?;
        atomic_file::write(&args.html, &bytes)?;
        let (earned, possible) = (grade.earned(), grade.possible());
        let path = args.html.display();
        terminal::print(|out| {
            writeln!(
                out,
                "{earned} of {possible} points; open {path} in a browser"
            )
        })?;
    }
    Ok(grade.exit_code())
}
