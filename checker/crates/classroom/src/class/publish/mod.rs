//! `class publish`: writes what platforms and people get, and notes that it was published.

mod fill;
mod finder;
mod grades;
mod maximum;
mod pages;
mod tables;

use crate::class::args::{Destination, PublishArgs};
use crate::class::collect::Person;
use crate::class::csv_file::CsvFile;
use crate::class::decide::user;
use crate::class::diff;
use crate::class::folder::ClassFolder;
use crate::class::gradebook::Gradebook;
use crate::class::settings::Settings;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use fill::Filled;
use finder::Finder;
use formats::atomic_file;
use grades::ClassGrades;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Write};
use std::path::Path;
use terminal::words::plural;
use zip::write::SimpleFileOptions;

pub(super) fn run(folder: &ClassFolder, args: &PublishArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let grades = ClassGrades::read(&gradebook, &course, &settings.title)?;
    refuse_incomplete(&grades, args.incomplete)?;
    match args.destination {
        Destination::Table => write_table(&args.into, &tables::plain(&grades))?,
        Destination::Nbgrader => write_table(&args.into, &tables::nbgrader(&grades))?,
        Destination::Platform => publish_export(args, &grades)?,
        Destination::Pages => write_pages(&gradebook, &grades, &settings, &args.into)?,
        Destination::MoodlePages => {
            let numbers = moodle_numbers(args, &grades)?;
            write_zip(&gradebook, &grades, &settings, &numbers, &args.into)?;
        }
    }
    if let Some(changes) = diff::summary(&gradebook)? {
        anstream::println!("{changes} since points were published last");
    }
    let author = args.author.clone().unwrap_or_else(user);
    gradebook.publish(&args.into.display().to_string(), &author)?;
    anstream::println!(
        "{}: the points of {}",
        args.into.display(),
        plural(grades.people.len(), "person")
    );
    Ok(ExitCode::AllPoints)
}

/// What failed for reasons of ours is no score, and nobody is told one.
fn refuse_incomplete(grades: &ClassGrades, is_allowed: bool) -> Result<(), Error> {
    let missing = grades.not_graded();
    if missing.is_empty() || is_allowed {
        return Ok(());
    }
    let missing = missing
        .iter()
        .map(|(login, lesson)| format!("{login} ({lesson})"));
    let missing = missing.collect::<Vec<_>>().join(", ");
    let why = io::Error::other(format!(
        "not graded, or failed for reasons of ours: {missing}. `class grade` tries again; \
         `--incomplete` publishes the others"
    ));
    Err(Error::while_doing("publish all points")(why))
}

fn write_table(into: &Path, table: &CsvFile) -> Result<(), Error> {
    atomic_file::write(into, &table.bytes())
}

/// Fills in a platform's own export, and tells what did not match.
fn publish_export(args: &PublishArgs, grades: &ClassGrades) -> Result<(), Error> {
    let Some(export) = &args.export else {
        return Err(Error::Usage(
            "name the platform's own export, which has a row for each person: \
             `class publish platform EXPORT --into FILE`"
                .to_owned(),
        ));
    };
    let mut file = read_export(export)?;
    let refuse = |why: String| Error::Usage(format!("{}: {why}", export.display()));
    let targets = fill::targets(&file, grades, &args.columns).map_err(refuse)?;
    let filled = fill::fill(&mut file, &targets, grades);
    tell(&filled);
    for difference in maximum::differences(&file, &targets, grades) {
        anstream::println!("  ! {difference}");
    }
    write_table(&args.into, &file)
}

fn read_export(export: &Path) -> Result<CsvFile, Error> {
    let reading = Error::while_doing(format!("read {}", export.display()));
    let bytes = fs::read(export).map_err(reading)?;
    CsvFile::parse(&bytes).map_err(|why| Error::Usage(format!("{}: {why}", export.display())))
}

fn tell(filled: &Filled) {
    anstream::println!("{} found in the export", plural(filled.people, "person"));
    for stranger in &filled.strangers {
        anstream::println!("  ? in the export, and not in the class: {stranger}");
    }
    for login in &filled.missing {
        anstream::println!("  ? in the class, and not in the export: {login}");
    }
    for login in &filled.not_assigned {
        anstream::println!("  ? not assigned there, so it stays `N/A`: {login}");
    }
}

fn write_pages(
    gradebook: &Gradebook,
    grades: &ClassGrades,
    settings: &Settings,
    into: &Path,
) -> Result<(), Error> {
    let making = Error::while_doing(format!("make {}", into.display()));
    fs::create_dir_all(into).map_err(making)?;
    for person in &grades.people {
        let page = pages::page(gradebook, grades, person.id, &settings.time_zone)?;
        let name = format!("{}.html", file_name(&person.login));
        atomic_file::write(&into.join(name), page.as_bytes())?;
    }
    Ok(())
}

/// The numbers that Moodle has for people: those of a grading worksheet, or else the roster's.
fn moodle_numbers(
    args: &PublishArgs,
    grades: &ClassGrades,
) -> Result<BTreeMap<i64, String>, Error> {
    let Some(worksheet) = &args.export else {
        let people = grades.people.iter();
        let numbers = people.filter_map(|it| Some((it.id, it.moodle.clone()?)));
        return Ok(numbers.collect());
    };
    let file = read_export(worksheet)?;
    let finder = Finder::new(&file);
    if !finder.has_participants() {
        let why = "is no grading worksheet; it has no column `Identifier`";
        return Err(Error::Usage(format!("{}: {why}", worksheet.display())));
    }
    let rows = file.rows.iter().skip(1);
    let numbers = rows.filter_map(|row| {
        let person = finder.find(row, &grades.people)?;
        Some((person.id, finder.participant(row)?))
    });
    Ok(numbers.collect())
}

/// A ZIP file as Moodle takes it back: each name has the number of a participant.
fn write_zip(
    gradebook: &Gradebook,
    grades: &ClassGrades,
    settings: &Settings,
    numbers: &BTreeMap<i64, String>,
    into: &Path,
) -> Result<(), Error> {
    let packing = || Error::while_doing(format!("write {}", into.display()));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for person in &grades.people {
        let Some(number) = numbers.get(&person.id) else {
            anstream::println!("  ? Moodle has no number for {}", person.login);
            continue;
        };
        let page = pages::page(gradebook, grades, person.id, &settings.time_zone)?;
        let name = moodle_name(person, number);
        zip.start_file(name, SimpleFileOptions::default())
            .map_err(io::Error::other)
            .and_then(|()| zip.write_all(page.as_bytes()))
            .map_err(packing())?;
    }
    let bytes = zip.finish().map_err(io::Error::other).map_err(packing())?;
    atomic_file::write(into, &bytes.into_inner())
}

/// Moodle looks for the number behind the first `_`, so a name must have none.
fn moodle_name(person: &Person, number: &str) -> String {
    let who = if person.name.is_empty() {
        &person.login
    } else {
        &person.name
    };
    let who = file_name(who).replace('_', " ");
    format!("{who}_{number}_assignsubmission_file_/feedback.html")
}

/// A name that leads nowhere else.
fn file_name(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_.@ ".contains(letter);
    let name: String = name
        .chars()
        .map(|it| if is_plain(it) { it } else { '_' })
        .collect();
    name.trim_start_matches('.').to_owned()
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
            assert_eq!(moodle_name(&person, "31"), expected);
        }
    }
}
