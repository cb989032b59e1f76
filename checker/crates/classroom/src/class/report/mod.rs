//! `class report`: a page for the teacher, with the whole class at a glance.

mod page;

use crate::class::args::ReportArgs;
use crate::class::folder::ClassFolder;
use crate::output;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use formats::atomic_file;
use page::{ClassPage, GENERATOR, Names};
use std::fs;
use std::path::Path;

pub(super) fn run(folder: &ClassFolder, args: &ReportArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    output::refuse_file(&args.html, &course.root, is_ours(&args.html))?;
    let settings = folder.settings(&course)?;
    let gradebook = folder.gradebook_to_read()?;
    let names = if args.anonymous {
        Names::Hidden
    } else {
        Names::Shown
    };
    let page = ClassPage::read(&gradebook, &settings, names)?;
    atomic_file::write(&args.html, page.write().as_bytes())?;
    anstream::println!("open {} in a browser", args.html.display());
    Ok(ExitCode::AllPoints)
}

/// Whether this command has written a page.
fn is_ours(page: &Path) -> bool {
    let mark = format!("<meta name=\"generator\" content=\"{GENERATOR}\">");
    fs::read_to_string(page).is_ok_and(|text| text.contains(&mark))
}
