//! The export of a platform, read, filled in, and written; and what did not match.

use crate::class::args::PublishArgs;
use crate::class::csv_file::CsvFile;
use crate::class::publish::columns::{self, PointsOf, Target};
use crate::class::publish::fill::{self, Filled};
use crate::class::publish::grades::ClassGrades;
use crate::class::publish::{Class, Written, maximum};
use course::error::Error;
use formats::atomic_file;
use std::fs;
use std::path::Path;
use terminal::words::plural;

/// Fills in a platform's own export, and tells what did not match.
pub(super) fn write(class: &Class<'_>, args: &PublishArgs) -> Result<Written, Error> {
    let grades = class.grades;
    let Some(export) = &args.export else {
        return Err(Error::Usage(
            "name the platform's own export, which has a row for each person: \
             `class publish platform EXPORT --into FILE`"
                .to_owned(),
        ));
    };
    let mut file = read(export)?;
    let refuse = |why: String| Error::Usage(format!("{}: {why}", export.display()));
    let targets = columns::targets(&file, grades, &args.columns).map_err(refuse)?;
    let filled = fill::fill(&mut file, &targets, grades);
    if filled.people == 0 {
        let first = filled.strangers.first();
        let first = first.map_or_else(
            || "it has no rows of people".to_owned(),
            |first| format!("its first row is of: {first}"),
        );
        return Err(refuse(format!(
            "nobody of the class is in the export, so nothing is published; {first}"
        )));
    }
    class.refuse_incomplete(&filled.places, args.incomplete)?;
    tell_columns(&file, &targets, grades);
    tell_people(&filled);
    for difference in maximum::differences(&file, &targets, grades) {
        anstream::println!("  ! {difference}");
    }
    atomic_file::write(&args.into, &file.bytes())?;
    Ok(Written {
        told: filled.written,
        places: filled.places,
    })
}

pub(super) fn read(export: &Path) -> Result<CsvFile, Error> {
    if !export.exists() {
        return Err(Error::Usage(format!("there is no {}", export.display())));
    }
    let reading = Error::while_doing(format!("read {}", export.display()));
    let bytes = fs::read(export).map_err(reading)?;
    CsvFile::parse(&bytes).map_err(|why| Error::Usage(format!("{}: {why}", export.display())))
}

fn tell_columns(file: &CsvFile, targets: &[Target], grades: &ClassGrades) {
    for target in targets {
        let title = file.rows.first().and_then(|head| head.get(target.column));
        let title = title.map_or("", |title| title.trim());
        match &target.of {
            PointsOf::Lesson(id) => anstream::println!("  `{title}` gets the points of {id}"),
            PointsOf::Total => anstream::println!("  `{title}` gets the points of all lessons"),
        }
    }
    let has_column = |id: &str| {
        let mut targets = targets.iter();
        targets.any(|target| matches!(&target.of, PointsOf::Lesson(lesson) if lesson == id))
    };
    let lessons = grades.lessons.iter().map(|lesson| &*lesson.id);
    let without: Vec<&str> = lessons.filter(|id| !has_column(id)).collect();
    if !without.is_empty() {
        let without = without.join(", ");
        anstream::println!("  ? without a column, so not published there: {without}");
    }
}

fn tell_people(filled: &Filled) {
    anstream::println!("{} found in the export", plural(filled.people, "person"));
    for stranger in &filled.strangers {
        anstream::println!("  ? in the export, and not in the class: {stranger}");
    }
    for login in &filled.missing {
        anstream::println!("  ? in the class, and not in the export: {login}");
    }
    for (login, what) in &filled.kept {
        anstream::println!("  ? clear it there by hand, an import cannot: {login} has {what}");
    }
    for (login, change) in &filled.replaced {
        anstream::println!("  ? other points were there: {login} had {change}");
    }
    if !filled.commented.is_empty() {
        let people = filled.commented.join(", ");
        anstream::println!("  ? somebody's comment is there, and stays: {people}");
    }
    for login in &filled.not_assigned {
        anstream::println!("  ? not assigned there, so it stays `N/A`: {login}");
    }
}
