//! `class history WHO`: what happened to somebody's work.

use crate::class::folder::ClassFolder;
use crate::class::moment;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use jiff::Timestamp;

pub(super) fn run(folder: &ClassFolder, who: &str) -> Result<ExitCode, Error> {
    let settings = folder.settings(&catalogue::here()?)?;
    let gradebook = folder.gradebook_to_read()?;
    let (person, login) = gradebook.person(who)?;
    anstream::println!("{login}");
    for happened in gradebook.history(person)? {
        let at = moment::shown(&happened.at, &settings.time_zone);
        let words = happened.what.split(' ');
        // Some are moments.
        let words = words.map(|word| match word.parse::<Timestamp>() {
            Ok(_) => moment::shown(word, &settings.time_zone),
            Err(_) => word.to_owned(),
        });
        let what: Vec<String> = words.collect();
        anstream::println!("  {at}  {}", what.join(" "));
    }
    Ok(ExitCode::AllPoints)
}
