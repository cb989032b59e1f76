//! `class history WHO`: what happened to somebody's work.

use crate::class::folder::ClassFolder;
use crate::class::moment;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;

pub(super) fn run(folder: &ClassFolder, who: &str) -> Result<ExitCode, Error> {
    let settings = folder.settings(&catalogue::here()?)?;
    let gradebook = folder.gradebook_to_read()?;
    let (person, login) = gradebook.person(who)?;
    anstream::println!("{login}");
    for happened in gradebook.history(person)? {
        let at = moment::shown(&happened.at, &settings.time_zone);
        let what = moment::shown_in(&happened.what, &settings.time_zone);
        anstream::println!("  {at}  {what}");
    }
    Ok(ExitCode::AllPoints)
}
