//! Plays with the code of a slide: a copy is graded at each save.

use crate::walkthrough::deck::Shown;
use crate::walkthrough::editor;
use crate::walkthrough::trial::Trial;
use crate::walkthrough::view::{Trying, trial_screen};
use course::error::Error;
use course::grade::LessonGrade;
use course::lesson::Course;
use course::selection::Named;
use harness::cancel::Cancel;
use harness::cargo;
use harness::student_files::StudentFiles;
use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, Scope};
use std::time::Duration;
use terminal::browser::Key;
use terminal::screen::{Input, Screen};

/// How often it looks whether something was saved.
const LOOK: Duration = Duration::from_millis(150);

/// Until the person goes back. The outer error is the terminal's.
pub(super) fn run<'c>(
    course: &'c Course,
    named: Named<'c>,
    shown: &Shown,
    screen: &Screen,
) -> io::Result<Result<(), Error>> {
    let trial = match Trial::begin(course, named, shown) {
        Ok(trial) => trial,
        Err(error) => return Ok(Err(error)),
    };
    let target_dir = cargo::target_dir(&course.root);
    thread::scope(|scope| {
        let mut playing = Playing {
            scope,
            trial: &trial,
            target_dir: &target_dir,
            name: named.name(),
            root: &course.root,
            running: None,
            told: None,
            note: None,
        };
        playing.start();
        playing.play(screen)
    })
    .map(Ok)
}

type Told<'c> = Result<LessonGrade<'c>, Error>;

struct Playing<'s, 'e, 'c> {
    scope: &'s Scope<'s, 'e>,
    trial: &'s Trial<'c>,
    target_dir: &'s Path,
    name: String,
    root: &'s Path,
    running: Option<(Receiver<Told<'c>>, Cancel)>,
    told: Option<Told<'c>>,
    note: Option<String>,
}

impl<'s, 'c: 's> Playing<'s, '_, 'c> {
    fn play(&mut self, screen: &Screen) -> io::Result<()> {
        let lesson = self.trial.lesson();
        let mut files = StudentFiles::new(&self.trial.root, std::iter::once(lesson));
        let mut drawn = Vec::new();
        loop {
            self.listen();
            if !files.changed().is_empty() {
                self.start();
            }
            let lines = self.lines();
            if lines != drawn {
                screen.draw(&lines)?;
                drawn = lines;
            }
            match screen.wait(LOOK)? {
                Some(Input::Key(Key::Escape | Key::Interrupt | Key::Char('q' | 't'))) => {
                    return Ok(());
                }
                Some(Input::Key(Key::Char('o'))) => {
                    let opened = screen.lend(|| editor::open(&self.trial.file))?;
                    self.note = opened.err().map(|error| error.to_string());
                    drawn.clear();
                }
                Some(Input::Resized | Input::Other) => drawn.clear(),
                Some(Input::Key(_)) | None => {}
            }
        }
    }

    /// Grades what is there now. A run that is still going on is of no use any more.
    fn start(&mut self) {
        self.cancel();
        let cancel = Cancel::possible();
        let (sender, receiver) = mpsc::channel();
        let (trial, target_dir, asked) = (self.trial, self.target_dir, cancel.clone());
        self.scope.spawn(move || {
            let told = trial.grade(target_dir, &asked, &mut |_| {});
            // Nobody listens when something else was saved meanwhile.
            let _ = sender.send(told);
        });
        self.running = Some((receiver, cancel));
        self.note = None;
    }

    fn listen(&mut self) {
        let told = self.running.as_ref();
        if let Some(told) = told.and_then(|(receiver, _)| receiver.try_recv().ok()) {
            self.told = Some(told);
            self.running = None;
        }
    }

    fn cancel(&mut self) {
        if let Some((_, cancel)) = self.running.take() {
            cancel.ask();
        }
    }

    fn lines(&self) -> Vec<String> {
        let why = match &self.told {
            Some(Err(error)) => error.to_string(),
            Some(Ok(_)) | None => String::new(),
        };
        let told = self.told.as_ref();
        let trying = Trying {
            name: &self.name,
            file: &self.trial.file,
            is_running: self.running.is_some(),
            told: told.map(|told| told.as_ref().map_err(|_| why.as_str())),
            note: self.note.as_deref(),
        };
        trial_screen(trying, self.root, Screen::size())
    }
}

impl Drop for Playing<'_, '_, '_> {
    fn drop(&mut self) {
        if let Some((_, cancel)) = self.running.take() {
            cancel.ask();
        }
    }
}
