//! Grades the copy at each save, and shows what came of it.

use crate::walkthrough::deck::slide::CodeFile;
use crate::walkthrough::editor;
use crate::walkthrough::text::size::Size;
use crate::walkthrough::trial::copy::Trial;
use crate::walkthrough::trial::view::{self, TrialState};
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
use terminal::screen::{Input, Key, Screen};

/// How often to look for a save.
const POLL: Duration = Duration::from_millis(150);

/// Plays until the speaker goes back. The outer error is the terminal's.
pub(crate) fn run<'c>(
    course: &'c Course,
    named: Named<'c>,
    code: &CodeFile,
    screen: &Screen,
) -> io::Result<Result<(), Error>> {
    let trial = match Trial::begin(course, named, code) {
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
            graded: None,
            note: None,
        };
        playing.start();
        playing.play(screen)
    })
    .map(Ok)
}

/// What came of one save.
type TrialGrade<'c> = Result<LessonGrade<'c>, Error>;

struct Playing<'s, 'e, 'c> {
    scope: &'s Scope<'s, 'e>,
    trial: &'s Trial<'c>,
    target_dir: &'s Path,
    name: String,
    root: &'s Path,
    running: Option<(Receiver<TrialGrade<'c>>, Cancel)>,
    graded: Option<TrialGrade<'c>>,
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
            match screen.wait(POLL)? {
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

    /// Grades what is saved now, instead of what was saved before.
    fn start(&mut self) {
        self.cancel();
        let cancel = Cancel::possible();
        let (sender, receiver) = mpsc::channel();
        let (trial, target_dir, asked) = (self.trial, self.target_dir, cancel.clone());
        self.scope.spawn(move || {
            let graded = trial.grade(target_dir, &asked, &mut |_| {});
            // Nobody listens any more if there was another save.
            let _ = sender.send(graded);
        });
        self.running = Some((receiver, cancel));
        self.note = None;
    }

    /// Takes the grade, if there is one by now.
    fn listen(&mut self) {
        let running = self.running.as_ref();
        if let Some(graded) = running.and_then(|(receiver, _)| receiver.try_recv().ok()) {
            self.graded = Some(graded);
            self.running = None;
        }
    }

    fn cancel(&mut self) {
        if let Some((_, cancel)) = self.running.take() {
            cancel.ask();
        }
    }

    fn lines(&self) -> Vec<String> {
        let why = match &self.graded {
            Some(Err(error)) => error.to_string(),
            Some(Ok(_)) | None => String::new(),
        };
        let graded = self.graded.as_ref();
        let state = TrialState {
            name: &self.name,
            file: &self.trial.file,
            is_running: self.running.is_some(),
            grade: graded.map(|graded| graded.as_ref().map_err(|_| why.as_str())),
            note: self.note.as_deref(),
        };
        view::screen(state, self.root, Size::from(Screen::size()))
    }
}

impl Drop for Playing<'_, '_, '_> {
    fn drop(&mut self) {
        self.cancel();
    }
}
