//! `walkthrough [NAME …]`: slides for a class, made from the course.
//!
//! Start reading here: one function per way to show them. Then
//! - `deck`: slides as values, and how they are made;
//! - `notes`: what the speaker says, and when;
//! - `text`: slides as text; `present`: on a whole terminal; `pages`: in HTML;
//! - `handout`: to take home; `trial`: to play with the code of a slide;
//! - `diagnostics`: what is wrong with all this.

mod deck;
mod diagnostics;
mod editor;
mod handout;
mod notes;
mod pages;
mod present;
mod text;
mod trial;

use crate::class::{self, FrequentMistakes};
use cli::args::WalkthroughArgs;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::Course;
use course::selection::{self, Named, Wanted};
use course::{catalogue, lesson_files};
use deck::making;
use deck::slide::Deck;
use diagnostics::{html_pages, report, text_pages};
use formats::atomic_file;
use handout::{AnsweredStep, Handout};
use harness::cargo;
use notes::{list_view, load, timing_view};
use pages::output_folder;
use present::follower;
use present::presenter::Presenter;
use std::path::Path;
use terminal::progress::Progress;
use terminal::screen::Screen;

pub(super) fn run(args: &WalkthroughArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let frequent = match &args.mistakes_of {
        Some(class) => class::frequent_mistakes(class, &course)?,
        None => FrequentMistakes::new(),
    };
    if args.only.notes {
        show_notes(&course, &wanted, &frequent)?;
    } else if args.only.timing {
        show_timing(&course, &wanted)?;
    } else if let Some(file) = &args.only.handout {
        write_handout(&course, &wanted, file)?;
    } else if let Some(folder) = &args.only.html {
        write_pages(&course, &wanted, &frequent, folder)?;
    } else if args.only.check {
        return check(&course, &wanted, &frequent);
    } else {
        show_slides(&course, &wanted, &frequent, args.from.as_deref())?;
    }
    Ok(ExitCode::AllPoints)
}

/// Presents the slides on a terminal; without one, writes them one below the other.
fn show_slides(
    course: &Course,
    wanted: &[Wanted<'_>],
    frequent: &FrequentMistakes,
    from: Option<&str>,
) -> Result<(), Error> {
    // What is wrong with the arguments is said before the work.
    let from = from.map(|name| selection::step(course, name)).transpose()?;
    let from = from.map(Named::name);
    if let Some(name) = &from {
        let has = |wanted: &Wanted<'_>| {
            let mut steps = wanted.steps.iter();
            steps.any(|step| wanted.lesson.name_of(step) == *name)
        };
        if !wanted.iter().any(has) {
            return Err(Error::Usage(format!(
                "--from {name}: that step is not among those shown; leave out the name"
            )));
        }
    }
    let deck = make(course, wanted, frequent)?;
    if Screen::is_possible() {
        return Presenter::new(course, &deck, from.as_deref()).run();
    }
    terminal::print(|out| text::plain::write(out, &deck, &course.root))
}

/// Builds and grades all that the slides show.
fn make<'c>(
    course: &'c Course,
    wanted: &[Wanted<'c>],
    frequent: &FrequentMistakes,
) -> Result<Deck<'c>, Error> {
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    let deck = making::deck(course, wanted, frequent, &target_dir, &mut |event| {
        progress.show(&event);
    });
    progress.end();
    deck
}

/// Lists what is wrong with the slides.
fn check(
    course: &Course,
    wanted: &[Wanted<'_>],
    frequent: &FrequentMistakes,
) -> Result<ExitCode, Error> {
    let deck = make(course, wanted, frequent)?;
    let mut found = deck.diagnostics.clone();
    found.extend(text_pages::of_deck(&deck, &course.root));
    found.extend(html_pages::of_pages(&pages::files(&deck, &course.root)));
    found.sort();
    terminal::print(|out| report::write(out, &found, &deck))?;
    Ok(if found.is_empty() {
        ExitCode::AllPoints
    } else {
        ExitCode::PointsMissing
    })
}

/// Writes the slides as pages.
fn write_pages(
    course: &Course,
    wanted: &[Wanted<'_>],
    frequent: &FrequentMistakes,
    folder: &Path,
) -> Result<(), Error> {
    output_folder::refuse(folder, &course.root, pages::MARK)?;
    let deck = make(course, wanted, frequent)?;
    let files = pages::files(&deck, &course.root);
    output_folder::write(folder, &files, pages::MARK)?;
    let first = folder.join("index.html");
    terminal::print(|out| writeln!(out, "open {} in a browser", first.display()))
}

/// Follows a presenter on a terminal; without one, writes all notes of what is `wanted`.
fn show_notes(
    course: &Course,
    wanted: &[Wanted<'_>],
    frequent: &FrequentMistakes,
) -> Result<(), Error> {
    if Screen::is_possible() {
        return follower::run(course, frequent);
    }
    terminal::print(|out| {
        for Wanted { lesson, .. } in wanted {
            let (notes, _) = load::of_lesson(course, lesson, frequent);
            list_view::write(out, lesson, &notes, terminal::style(course, false))?;
        }
        Ok(())
    })
}

fn show_timing(course: &Course, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    let lessons = wanted.iter().map(|wanted| {
        let (notes, _) = load::of_lesson(course, wanted.lesson, &FrequentMistakes::new());
        (wanted.lesson, notes)
    });
    let lessons: Vec<_> = lessons.collect();
    terminal::print(|out| timing_view::write(out, &lessons, terminal::style(course, false)))
}

fn write_handout(course: &Course, wanted: &[Wanted<'_>], file: &Path) -> Result<(), Error> {
    atomic_file::refuse_lessons(file, &course.root)?;
    let mut bytes = Vec::new();
    for Wanted { lesson, steps } in wanted {
        let steps = steps.iter().copied();
        let answers = steps.map(|step| {
            let files = lesson_files::solution(course, lesson, step)?;
            Ok(AnsweredStep { step, files })
        });
        let handout = Handout {
            lesson,
            readme: lesson_files::readme(course, lesson),
            notes: load::of_lesson(course, lesson, &FrequentMistakes::new()).0,
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
