//! `class report`: a page for the teacher, with the whole class at a glance.

mod page;

use crate::class::args::ReportArgs;
use crate::class::folder::ClassFolder;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use formats::atomic_file;
use page::{ClassPage, Names};

pub(super) fn run(folder: &ClassFolder, args: &ReportArgs) -> Result<ExitCode, Error> {
    let settings = folder.settings(&catalogue::here()?)?;
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
