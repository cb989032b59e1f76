//! `class import [LIST]`: takes in who is in the class now, and says what has changed.

use crate::class::args::ImportArgs;
use crate::class::folder::ClassFolder;
use crate::class::gradebook::Change;
use crate::class::roster;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use std::fs;
use terminal::words::plural;

pub(super) fn run(folder: &ClassFolder, args: &ImportArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let list = args.list.clone().unwrap_or_else(|| folder.roster());
    let reading = Error::while_doing(format!("read {}", list.display()));
    let bytes = fs::read(&list).map_err(reading)?;
    let members =
        roster::parse(&bytes).map_err(|why| Error::Usage(format!("{} {why}", list.display())))?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let changes = gradebook.take_in(&members)?;
    for change in &changes {
        anstream::println!("{}", line(change));
    }
    let people = members.len();
    let count = match changes.len() {
        0 => "nothing has changed".to_owned(),
        count => plural(count, "change"),
    };
    anstream::println!("{people} in the class; {count}");
    Ok(ExitCode::AllPoints)
}

fn line(change: &Change) -> String {
    match change {
        Change::Joined(login) => format!("+ {login}"),
        Change::CameBack(login) => format!("+ {login} is back"),
        Change::Left(login) => format!("- {login} has left; what they have is kept"),
        Change::Changed(login, what) => format!("~ {login}: {}", what.join(", ")),
    }
}
