//! `checker watch [NAME …]`: grade again whenever something is saved.
//!
//! How a save becomes a verdict:
//! 1. `watcher` is woken by the system, waits until the editor has finished (the debouncing),
//!    and says in which lessons a file has really changed.
//! 2. `schedule` decides what is graded when: it cancels a run that a save has made stale, and
//!    loses no save.
//! 3. `grader` builds and runs on a thread of its own, and can be cancelled.
//! 4. `state` takes the new grade, and shows it: `focus` chooses the step, `view` writes it,
//!    `surface` draws it.
//!
//! One thread each waits for saves, keys and signals, and one grades. They all send a
//! `message` to the main thread, which alone decides and draws.

mod focus;
mod grader;
mod keys;
mod message;
mod news;
mod schedule;
mod signals;
mod state;
mod status;
mod stop;
mod surface;
mod view;
mod watcher;

use crate::commands::WatchArgs;
use anstream::AutoStream;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::selection;
use grader::Grader;
use harness::cargo;
use harness::student_files::StudentFiles;
use message::Message;
use state::Watch;
use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};
use std::{panic, thread};
use surface::Surface;
use watcher::{Source, Watcher};

pub(crate) fn run(args: &WatchArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let shared = cargo::target_dir(&course.root);
    let (sender, messages) = mpsc::channel();
    let lessons = || wanted.iter().map(|wanted| wanted.lesson);
    let watcher = Watcher::new(&course.root.join("lessons"), args.poll, || {
        StudentFiles::new(&course.root, lessons())
    });
    if let Source::Refused(why) = watcher.source() {
        write_note(&format!(
            "the system does not report saves ({why}); looking every 0.3 s, as with --poll"
        ));
    }
    thread::scope(|scope| {
        let _saves = watcher.stop_on_drop();
        let saves = sender.clone();
        scope.spawn(move || {
            watcher.run(|lessons| {
                // The receiver is gone when the watch is about to end.
                let _ = saves.send(Message::Saved(lessons));
            });
        });
        let _signals = signals::quit_on_signal(scope, &sender)?;
        let surface = Surface::open()?;
        let _keys = surface.has_keys().then(|| keys::read(scope, &sender));
        let grader = Grader::new(scope, &course, &wanted, &shared, sender.clone());
        let mut watch = Watch::new(&course, lessons(), surface, grader);
        handle_all(&mut watch, &messages)
    })?;
    Ok(ExitCode::AllPoints)
}

/// Handles one message after the other, until one of them ends the watch.
fn handle_all<'c>(
    watch: &mut Watch<'_, '_, 'c>,
    messages: &Receiver<Message<'c>>,
) -> Result<(), Error> {
    watch.begin();
    while let Ok(message) = messages.recv() {
        let goes_on = match message {
            Message::Saved(lessons) => watch.saved(&lessons),
            Message::Key(key) => watch.key(key)?,
            Message::Resized => watch.resized(),
            Message::RunAdvanced(stage) => watch.run_advanced(stage),
            Message::RunEnded(run) => match run.grade {
                Ok(grade) => watch.run_ended(grade, run.took)?,
                Err(panic) => panic::resume_unwind(panic),
            },
            Message::Quit => false,
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

/// Writes to standard error, where it does not get into the report.
fn write_note(text: &str) {
    let _ = terminal::write_note(&mut AutoStream::auto(io::stderr()), text);
    let _ = io::stderr().flush();
}
