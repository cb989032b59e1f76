//! `checker walkthrough [NAME …]`: slides for a class, made from the course.

pub(crate) mod deck;
pub(crate) mod editor;
pub(crate) mod faults;
pub(crate) mod making;
pub(crate) mod notes;
pub(crate) mod plan;
pub(crate) mod position;
pub(crate) mod presentation;
pub(crate) mod site;
pub(crate) mod slides;
pub(crate) mod speaker_notes;
pub(crate) mod talk;
pub(crate) mod trial;
pub(crate) mod trial_run;
pub(crate) mod view;

mod follower;
mod presenter;

use cli::args::WalkthroughArgs;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::Course;
use course::selection::{self, Named, Wanted};
use course::{catalogue, lesson_files};
use deck::Deck;
use formats::atomic_file;
use harness::cargo;
use making::{deck, notes_of};
use presenter::Presenter;
use site::folder;
use std::path::Path;
use terminal::progress::Progress;
use terminal::screen::Screen;
use view::handout::{self, Handout};

pub(super) fn run(args: &WalkthroughArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    if args.only.notes {
        notes(&course, &wanted)?;
    } else if args.only.timing {
        timing(&course, &wanted)?;
    } else if let Some(file) = &args.only.handout {
        handout(&course, &wanted, file)?;
    } else if let Some(folder) = &args.only.html {
        pages(&course, &wanted, folder)?;
    } else if args.only.check {
        return check(&course, &wanted);
    } else {
        present(&course, &wanted, args.from.as_deref())?;
    }
    Ok(ExitCode::AllPoints)
}

fn present(course: &Course, wanted: &[Wanted<'_>], from: Option<&str>) -> Result<(), Error> {
    // Before the work, not after it.
    let from = from.map(|name| selection::step(course, name)).transpose()?;
    let from = from.map(Named::name);
    if let Some(name) = &from {
        let has = |wanted: &Wanted<'_>| {
            let mut steps = wanted.steps.iter();
            steps.any(|step| wanted.lesson.name_of(step) == *name)
        };
        if !wanted.iter().any(has) {
            let why =
                format!("--from {name}: that step is not in what is shown; leave out the name");
            return Err(Error::Usage(why));
        }
    }
    let deck = make(course, wanted)?;
    if Screen::is_possible() {
        return Presenter::new(course, &deck, from.as_deref()).run();
    }
    terminal::print(|out| view::write(out, &deck, &course.root))
}

/// Builds and grades all that the slides show.
fn make<'c>(course: &'c Course, wanted: &[Wanted<'c>]) -> Result<Deck<'c>, Error> {
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    let deck = deck(course, wanted, &target_dir, &mut |event| {
        progress.show(&event);
    });
    progress.end();
    deck
}

fn check(course: &Course, wanted: &[Wanted<'_>]) -> Result<ExitCode, Error> {
    let deck = make(course, wanted)?;
    let mut faults = deck.faults.clone();
    faults.extend(view::of_pages(&deck, &course.root));
    faults.extend(site::faults(&site::files(&deck, &course.root)));
    faults.sort();
    terminal::print(|out| view::write_faults(out, &faults, &deck))?;
    Ok(if faults.is_empty() {
        ExitCode::AllPoints
    } else {
        ExitCode::PointsMissing
    })
}

/// Writes the slides as pages.
fn pages(course: &Course, wanted: &[Wanted<'_>], folder: &Path) -> Result<(), Error> {
    // Before the work, not after it.
    folder::refuse(folder, &course.root, site::MARK)?;
    let deck = make(course, wanted)?;
    let files = site::files(&deck, &course.root);
    folder::write(folder, &files, site::MARK)?;
    let first = folder.join("index.html");
    terminal::print(|out| writeln!(out, "open {} in a browser", first.display()))
}

/// A screen that follows the presenter, or all notes of what is `wanted`.
fn notes(course: &Course, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    if Screen::is_possible() {
        return follower::run(course);
    }
    terminal::print(|out| {
        for Wanted { lesson, .. } in wanted {
            let (notes, _) = notes_of(course, lesson);
            view::write_notes(out, lesson, &notes, terminal::style(course, false))?;
        }
        Ok(())
    })
}

fn timing(course: &Course, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    let lessons = wanted.iter().map(|wanted| {
        let (notes, _) = notes_of(course, wanted.lesson);
        (wanted.lesson, notes)
    });
    let lessons: Vec<_> = lessons.collect();
    terminal::print(|out| view::write_timing(out, &lessons, terminal::style(course, false)))
}

fn handout(course: &Course, wanted: &[Wanted<'_>], file: &Path) -> Result<(), Error> {
    atomic_file::refuse_lessons(file, &course.root)?;
    let mut bytes = Vec::new();
    for Wanted { lesson, steps } in wanted {
        let steps = steps.iter().copied();
        let answers = steps.map(|step| Ok((step, lesson_files::solution(course, lesson, step)?)));
        let handout = Handout {
            lesson,
            readme: lesson_files::readme(course, lesson),
            notes: notes_of(course, lesson).0,
            steps: answers.collect::<Result<_, Error>>()?,
        };
        handout::write(&mut bytes, &handout).map_err(Error::while_doing("write the handout"))?;
    }
    if file == Path::new("-") {
        return terminal::print(|out| out.write_all(&bytes));
    }
    atomic_file::write(file, &bytes)?;
    terminal::print(|out| writeln!(out, "{}", file.display()))
}
