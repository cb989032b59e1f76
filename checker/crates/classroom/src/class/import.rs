//! `class import [LIST]`: takes in who is in the class now, and says what has changed.

use crate::class::args::ImportArgs;
use crate::class::folder::ClassFolder;
use crate::class::roster::{self, Change, List};
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use std::fs;
use terminal::words::plural;

/// Fewer may leave at any time, if half of the class stays.
const FEW: usize = 3;

/// So many are named.
const NAMED: usize = 10;

pub(super) fn run(folder: &ClassFolder, args: &ImportArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let list = args.list.clone().unwrap_or_else(|| folder.roster());
    let reading = Error::while_doing(format!("read {}", list.display()));
    let bytes = fs::read(&list).map_err(reading)?;
    let refuse = |why| Error::Usage(format!("{}: {why}", list.display()));
    let List { members, ignored } = roster::parse(&bytes).map_err(refuse)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let of_list = |error| match error {
        Error::Usage(why) => refuse(why),
        other => other,
    };
    if !args.yes {
        let changes = gradebook.compare(&members).map_err(of_list)?;
        check(&changes, gradebook.people()?.len()).map_err(refuse)?;
    }
    let changes = gradebook.take_in(&members).map_err(of_list)?;
    for column in &ignored {
        anstream::println!("the column `{column}` is ignored: no list has such a column");
    }
    for change in &changes {
        anstream::println!("{}", line(change));
    }
    for doubt in gradebook.doubts()? {
        if doubt.person.is_none() {
            anstream::println!(
                "  ? {} was nobody's; it may be somebody's now: `class grade {}`",
                doubt.name,
                doubt.place
            );
        }
    }
    let people = members.len();
    let count = match changes.len() {
        0 => "nothing has changed".to_owned(),
        count => plural(count, "change"),
    };
    anstream::println!("{people} in the class; {count}");
    Ok(ExitCode::AllPoints)
}

/// The list of another course would empty the class. An error is a sentence.
fn check(changes: &[Change], people: usize) -> Result<(), String> {
    let leaving = changes.iter().filter_map(|change| match change {
        Change::Left(login) => Some(login.as_str()),
        _ => None,
    });
    let leaving: Vec<&str> = leaving.collect();
    let count = leaving.len();
    let is_few = count < FEW && count * 2 <= people || count * 3 <= people;
    if is_few {
        return Ok(());
    }
    let more = match count.saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Err(format!(
        "{count} of {people} would leave the class: {}{more}. If this is the list of this class all \
         the same, say `--yes`",
        leaving[..count.min(NAMED)].join(", ")
    ))
}

fn line(change: &Change) -> String {
    match change {
        Change::Joined(login) => format!("+ {login}"),
        Change::CameBack(login) => format!("+ {login} is back"),
        Change::Left(login) => format!("- {login} has left; what they have is kept"),
        Change::Renamed(old, new) => format!("~ {old} is {new} now"),
        Change::Changed(login, what) => format!("~ {login}: {}", what.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_another_course_is_not_taken() {
        let left = |count: usize| -> Vec<Change> {
            (0..count)
                .map(|it| Change::Left(format!("s{it}")))
                .collect()
        };
        assert_eq!(check(&left(1), 2), Ok(()));
        assert_eq!(check(&left(2), 4), Ok(()));
        assert!(check(&left(2), 3).is_err());
        assert_eq!(check(&left(3), 9), Ok(()));
        assert!(check(&left(3), 8).is_err());
        let error = check(&left(12), 12).expect_err("an empty class");
        assert!(
            error.starts_with("12 of 12 would leave the class: s0, "),
            "{error}"
        );
        assert!(error.contains("s9 and 2 more. If"), "{error}");
    }
}
