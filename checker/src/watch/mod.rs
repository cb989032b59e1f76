//! `checker watch [NAME …]`: grade again whenever something is saved.
//!
//! One thread waits for saves, one for keys, one for signals, and one grades;
//! each sends what happens to this one, which decides and draws.

pub(crate) mod focus;
pub(crate) mod schedule;
pub(crate) mod view;
pub(crate) mod watcher;

mod grader;
mod keys;
mod screen;
mod session;

use crate::commands::WatchArgs;
use anstream::AutoStream;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::grade::Grade;
use course::selection;
use grader::Grader;
use harness::cargo;
use harness::student_files::StudentFiles;
use screen::Face;
use session::Session;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use std::{panic, thread};
use terminal::screen::Key;
use watcher::{Source, Watcher};

/// Something happened, in one of the threads.
enum Event<'c> {
    /// Something was saved in these lessons.
    Saved(BTreeSet<u32>),
    /// A key was pressed.
    Key(Key),
    /// The terminal has another size.
    Resized,
    /// A run goes on.
    Progress(Progress),
    /// A run has ended.
    Ended(Ended<'c>),
    /// It is to end: somebody asked for it, or the terminal is gone.
    Quit,
}

/// Of what the pipeline tells: as much as one line can show.
enum Progress {
    Building,
    Compiled(String),
    Running(usize),
    Ran,
}

struct Ended<'c> {
    /// A panic is handed on.
    grade: thread::Result<Result<Grade<'c>, Error>>,
    took: Duration,
}

pub(super) fn run(args: &WatchArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let shared = cargo::target_dir(&course.root);
    let (sender, events) = mpsc::channel();
    let lessons = || wanted.iter().map(|wanted| wanted.lesson);
    let watcher = Watcher::new(&course.root.join("lessons"), args.poll, || {
        StudentFiles::new(&course.root, lessons())
    });
    if let Source::Refused(why) = watcher.source() {
        say(&format!(
            "the system does not tell of saves ({why}); looking every 0.3 s, as with --poll"
        ));
    }
    thread::scope(|scope| {
        let _stop = watcher.stop();
        let saves = sender.clone();
        scope.spawn(move || {
            watcher.run(|lessons| {
                // Nobody listens any more when it is about to end.
                let _ = saves.send(Event::Saved(lessons));
            });
        });
        let _signals = keys::quit_on_signal(scope, &sender)?;
        let face = Face::open()?;
        let _keys = face.has_keys().then(|| keys::read(scope, &sender));
        let grader = Grader::new(scope, &course, &wanted, &shared, sender.clone());
        let mut session = Session::new(&course, lessons(), face, grader);
        follow(&mut session, &events)
    })?;
    Ok(ExitCode::AllPoints)
}

/// Handles one event after the other, until one of them ends it.
fn follow<'c>(
    session: &mut Session<'_, '_, 'c>,
    events: &Receiver<Event<'c>>,
) -> Result<(), Error> {
    session.begin();
    while let Ok(event) = events.recv() {
        let goes_on = match event {
            Event::Saved(lessons) => session.saved(&lessons),
            Event::Key(key) => session.key(key)?,
            Event::Resized => session.resized(),
            Event::Progress(progress) => session.progress(progress),
            Event::Ended(ended) => match ended.grade {
                Ok(grade) => session.ended(grade, ended.took)?,
                Err(panic) => panic::resume_unwind(panic),
            },
            Event::Quit => false,
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

/// Tells something on standard error, where it is not in the report's way.
fn say(text: &str) {
    let _ = terminal::write_note(&mut AutoStream::auto(io::stderr()), text);
    let _ = io::stderr().flush();
}
