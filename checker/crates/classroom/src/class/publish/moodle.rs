//! Pages of feedback for everybody, as Moodle takes them back.

use crate::class::collect::Person;
use crate::class::gradebook::Published;
use crate::class::publish::finder::Finder;
use crate::class::publish::grades::ClassGrades;
use crate::class::publish::{Class, file_name, platform};
use course::error::Error;
use formats::atomic_file;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

/// The numbers that Moodle has for people: those of a grading worksheet, or else the roster's.
fn numbers(worksheet: Option<&Path>, grades: &ClassGrades) -> Result<BTreeMap<i64, String>, Error> {
    let Some(worksheet) = worksheet else {
        let people = grades.people.iter();
        let numbers = people.filter_map(|it| Some((it.id, it.moodle.clone()?)));
        return Ok(numbers.collect());
    };
    let file = platform::read(worksheet)?;
    let finder = Finder::new(&file);
    if !finder.has_participants() {
        let why = "is not a grading worksheet in English: it has no column `Identifier`";
        return Err(Error::Usage(format!("{} {why}", worksheet.display())));
    }
    let rows = file.rows.iter().skip(1);
    let numbers = rows.filter_map(|row| {
        let person = finder.find(row, &grades.people)?;
        Some((person.id, finder.participant(row)?))
    });
    Ok(numbers.collect())
}

/// Writes a ZIP file as Moodle takes it back: each name has the number of a participant. Returns who is in
/// it.
pub(super) fn write(
    class: &Class<'_>,
    worksheet: Option<&Path>,
    into: &Path,
) -> Result<Published, Error> {
    let grades = class.grades;
    let numbers = numbers(worksheet, grades)?;
    if numbers.is_empty() {
        return Err(Error::Usage(
            "Moodle has no number for anybody in the class, so there are no pages; name the grading \
             worksheet of the assignment: `class publish moodle-pages WORKSHEET --into FILE`"
                .to_owned(),
        ));
    }
    let packing = || Error::while_doing(format!("write {}", into.display()));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for person in &grades.people {
        let Some(number) = numbers.get(&person.id) else {
            anstream::println!("  ? Moodle has no number for {}", person.login);
            continue;
        };
        let page = class.page(person.id)?;
        zip.start_file(name_of(person, number), SimpleFileOptions::default())
            .map_err(io::Error::other)
            .and_then(|()| zip.write_all(page.as_bytes()))
            .map_err(packing())?;
    }
    let bytes = zip.finish().map_err(io::Error::other).map_err(packing())?;
    atomic_file::write(into, &bytes.into_inner())?;
    let mut published = grades.told_to_all();
    published.retain(|(person, _)| numbers.contains_key(person));
    Ok(published)
}

/// Moodle looks for the number behind the first `_`, so a name must have none.
fn name_of(person: &Person, number: &str) -> String {
    let who = if person.name.is_empty() {
        &person.login
    } else {
        &person.name
    };
    let who = file_name(who).replace('_', " ");
    format!("{who}_{number}_assignsubmission_file_/feedback.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_for_moodle_has_its_number_behind_the_first_line() {
        for (login, name, expected) in [
            ("susan", "Susan Quinn", "Susan Quinn_31_"),
            (
                "susan",
                "O'Neill_\"Zoë\", Jürgen",
                "O Neill  Zoë   Jürgen_31_",
            ),
            ("susan_quinn", "", "susan quinn_31_"),
        ] {
            let person = Person {
                login: login.to_owned(),
                name: name.to_owned(),
                ..Person::default()
            };
            let expected = format!("{expected}assignsubmission_file_/feedback.html");
            assert_eq!(name_of(&person, "31"), expected);
        }
    }
}
