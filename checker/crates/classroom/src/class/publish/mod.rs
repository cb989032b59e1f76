//! `class publish`: writes what platforms and people get, and notes that it was published.

mod columns;
mod fill;
mod finder;
mod grades;
mod maximum;
mod moodle;
mod pages;
mod platform;
mod tables;

use crate::class::args::{Destination, PublishArgs};
use crate::class::decide::user;
use crate::class::diff;
use crate::class::folder::{ClassFolder, OTHER_COMMITS};
use crate::class::gradebook::{Gradebook, Published};
use crate::class::grader;
use crate::output;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use formats::atomic_file;
use grades::ClassGrades;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use terminal::words::plural;

/// Whose pages are written, and from what.
struct Class<'c> {
    gradebook: &'c Gradebook,
    grades: &'c ClassGrades,
    time_zone: &'c TimeZone,
}

impl Class<'_> {
    fn page(&self, person: i64) -> Result<String, Error> {
        pages::page(self.gradebook, self.grades, person, self.time_zone)
    }

    /// What could not be graded is no score, and nobody is told one.
    fn refuse_incomplete(&self, places: &Published, is_allowed: bool) -> Result<(), Error> {
        let missing = self.grades.not_graded(places);
        if missing.is_empty() {
            return Ok(());
        }
        let missing = missing.join(", ");
        let cause = if self.gradebook.clones_to_look_at()?.is_empty() {
            String::new()
        } else {
            format!("{OTHER_COMMITS}. ")
        };
        if is_allowed {
            anstream::println!("{cause}Not graded yet, so left out: {missing}");
            return Ok(());
        }
        let why = io::Error::other(format!(
            "{cause}Not graded yet, through no fault of theirs: {missing}. `class grade` tries again, \
             or `class merge` if machines have a plan; `--incomplete` publishes the others"
        ));
        Err(Error::while_doing("publish all points")(why))
    }
}

pub(super) fn run(folder: &ClassFolder, args: &PublishArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    refuse_others(folder, &gradebook, &course.root, args)?;
    let grades = ClassGrades::read(&gradebook, &course, &settings.title)?;
    refuse_nobody(&grades)?;
    let class = Class {
        gradebook: &gradebook,
        grades: &grades,
        time_zone: &settings.time_zone,
    };
    let Written {
        told: published,
        places,
    } = write(&class, args)?;
    grader::tell_older(&gradebook, &course, &settings)?;
    tell_not_due(&grades, &places);
    tell_unreadable(&grades, &places);
    tell_doubts(&gradebook, &places)?;
    if let Some(changes) = diff::summary(&gradebook, &published)? {
        anstream::println!("since points were last published: {changes}");
    }
    let author = args.author.clone().unwrap_or_else(user);
    gradebook.publish(&folder.name_of(&args.into), &author, &published)?;
    let people: BTreeSet<i64> = published.into_iter().map(|(person, _)| person).collect();
    anstream::println!(
        "{}: the points of {}",
        args.into.display(),
        plural(people.len(), "person")
    );
    Ok(ExitCode::AllPoints)
}

/// What is there is replaced only if this class was published there before.
fn refuse_others(
    folder: &ClassFolder,
    gradebook: &Gradebook,
    root: &Path,
    args: &PublishArgs,
) -> Result<(), Error> {
    let is_ours = gradebook.has_published_to(&folder.name_of(&args.into))?;
    match args.destination {
        Destination::Pages => output::refuse_folder(&args.into, root, is_ours),
        Destination::Table
        | Destination::Platform
        | Destination::Nbgrader
        | Destination::MoodlePages => output::refuse_file(&args.into, root, is_ours),
    }
}

fn refuse_nobody(grades: &ClassGrades) -> Result<(), Error> {
    if grades.people.is_empty() {
        let why = "nobody is in the class, so nothing is published; `class import` takes a list";
        return Err(Error::Usage(why.to_owned()));
    }
    Ok(())
}

/// What was written: people and lessons.
struct Written {
    told: Published,
    /// Whoever and whatever has a place where it was written.
    places: Published,
}

fn write(class: &Class<'_>, args: &PublishArgs) -> Result<Written, Error> {
    let grades = class.grades;
    let places = grades.all();
    if args.destination != Destination::Platform {
        class.refuse_incomplete(&places, args.incomplete)?;
    }
    let told = match args.destination {
        // It may have a part of the class only.
        Destination::Platform => return platform::write(class, args),
        Destination::Table => {
            atomic_file::write(&args.into, &tables::plain(grades).bytes())?;
            grades.told_to_all()
        }
        Destination::Nbgrader => {
            let (table, published) = tables::nbgrader(grades);
            atomic_file::write(&args.into, &table.bytes())?;
            published
        }
        Destination::Pages => {
            write_pages(class, &args.into)?;
            grades.told_to_all()
        }
        Destination::MoodlePages => moodle::write(class, args.export.as_deref(), &args.into)?,
    };
    Ok(Written { told, places })
}

fn write_pages(class: &Class<'_>, into: &Path) -> Result<(), Error> {
    let making = Error::while_doing(format!("make {}", into.display()));
    fs::create_dir_all(into).map_err(making)?;
    for person in &class.grades.people {
        let page = class.page(person.id)?;
        let name = format!("{}.html", file_name(&person.login));
        atomic_file::write(&into.join(name), page.as_bytes())?;
    }
    Ok(())
}

fn tell_not_due(grades: &ClassGrades, places: &Published) {
    let lessons = grades.not_due(places).into_iter();
    let lessons =
        lessons.map(|(lesson, people)| format!("{lesson} ({})", plural(people, "person")));
    let lessons = lessons.collect::<Vec<_>>().join(", ");
    if !lessons.is_empty() {
        anstream::println!("not due yet, so no points for those who have not begun: {lessons}");
    }
}

fn tell_unreadable(grades: &ClassGrades, places: &Published) {
    let people = grades.unreadable(places).into_iter();
    let people = people.map(|(login, lessons)| format!("{login} ({})", lessons.join(", ")));
    let people = people.collect::<Vec<_>>().join(", ");
    if !people.is_empty() {
        anstream::println!("0 points because what was handed in cannot be read: {people}");
    }
}

fn tell_doubts(gradebook: &Gradebook, places: &Published) -> Result<(), Error> {
    let people: BTreeSet<i64> = places.iter().map(|(person, _)| *person).collect();
    let mut doubts = gradebook.doubts()?;
    doubts.retain(|doubt| doubt.person.is_none_or(|person| people.contains(&person)));
    if !doubts.is_empty() {
        anstream::println!("before these points are given out, look at:");
    }
    for doubt in doubts {
        anstream::println!("  ? {doubt}");
    }
    Ok(())
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
