//! The state of a watch: what is known and shown, and how saves, keys and runs change it.

use crate::hint;
use crate::watch::focus::{self, Focus};
use crate::watch::grader::Grader;
use crate::watch::message::Stage;
use crate::watch::news::{News, RightSteps};
use crate::watch::schedule::{Action, End, Lessons, Runs};
use crate::watch::status::Status;
use crate::watch::surface::{Scroll, Surface};
use crate::watch::view;
use crate::{inspect, list};
use anstream::AutoStream;
use course::error::Error;
use course::grade::Grade;
use course::lesson::{Course, Lesson, Step};
use course::outcome::Verdict;
use course::selection::Named;
use std::io::{self, Write};
use std::time::Duration;
use terminal::Style;
use terminal::screen::Key;

/// What is shown above the two lines at the bottom.
enum View {
    /// The step at work.
    Step,
    /// Its hints up to this index.
    Hint(usize),
    /// What its last run left.
    Inspect {
        text: Vec<u8>,
        /// How often the next database was asked for.
        turn: usize,
    },
    /// Why there is nothing else to show.
    Note(&'static str),
    /// All unfinished steps.
    All,
    /// The list of all steps.
    List,
}

/// A watch. Each method that something happens to says whether to go on.
pub(super) struct Watch<'s, 'e, 'c> {
    course: &'c Course,
    surface: Surface,
    grader: Grader<'s, 'e, 'c>,
    runs: Runs,
    focus: Focus,
    view: View,
    status: Status,
    /// The newest verdict on each lesson.
    grade: Option<Grade<'c>>,
    right: RightSteps,
    news: Vec<News>,
    /// Whether a hint was asked for while a run was under way: its verdict must not hide the hint.
    hint_in_run: bool,
}

/// Whether to go on.
type GoesOn = Result<bool, Error>;

impl<'s, 'e, 'c: 's> Watch<'s, 'e, 'c> {
    pub(super) fn new<'l>(
        course: &'c Course,
        lessons: impl Iterator<Item = &'l Lesson>,
        surface: Surface,
        grader: Grader<'s, 'e, 'c>,
    ) -> Self {
        Self {
            course,
            surface,
            grader,
            runs: Runs::new(lessons.map(|lesson| lesson.number).collect()),
            focus: Focus::default(),
            view: View::Step,
            status: Status::Building(None),
            grade: None,
            right: RightSteps::default(),
            news: Vec::new(),
            hint_in_run: false,
        }
    }

    pub(super) fn begin(&mut self) -> bool {
        let action = self.runs.begin();
        self.act(action);
        self.show()
    }

    pub(super) fn saved(&mut self, lessons: &Lessons) -> bool {
        if let Some(lesson) = lessons.first() {
            self.focus.saved(*lesson);
        }
        let action = self.runs.saved(lessons);
        self.act(action);
        self.show()
    }

    pub(super) fn resized(&mut self) -> bool {
        self.show()
    }

    pub(super) fn run_advanced(&mut self, stage: Stage) -> bool {
        self.status = self.status.after(stage);
        self.show()
    }

    pub(super) fn run_ended(&mut self, grade: Result<Grade<'c>, Error>, took: Duration) -> GoesOn {
        let end = match &grade {
            Ok(_) => End::Graded,
            Err(Error::Cancelled) => End::Cancelled,
            Err(_) => End::Failed,
        };
        let (is_current, action) = self.runs.ended(end);
        self.act(action);
        match grade {
            Ok(grade) if is_current => {
                self.status = Status::Graded(took);
                let before = self.here().map(Named::name);
                self.take(grade);
                let is_at_same = self.here().map(Named::name) == before;
                let is_read = std::mem::take(&mut self.hint_in_run) && is_at_same;
                if !(is_read && matches!(self.view, View::Hint(_))) {
                    self.change_view(View::Step);
                }
                if !self.print()? {
                    return Ok(false);
                }
            }
            Err(error) if !self.runs.is_running() => {
                self.status = Status::Failed(error.to_string());
                self.change_view(View::Step);
                if !self.print()? {
                    return Ok(false);
                }
            }
            Ok(_) | Err(_) => {}
        }
        Ok(self.show())
    }

    /// Replaces the verdicts on the lessons that were graded, and keeps the others.
    fn take(&mut self, new: Grade<'c>) {
        let lessons = new.lessons.iter();
        self.news = lessons
            .flat_map(|lesson| self.right.learn(lesson))
            .collect();
        let Some(grade) = &mut self.grade else {
            // What is right from the beginning is no news.
            self.news.clear();
            self.grade = Some(new);
            return;
        };
        for lesson in new.lessons {
            let mut old = grade.lessons.iter_mut();
            let old = old.find(|old| old.lesson.number == lesson.lesson.number);
            if let Some(old) = old {
                *old = lesson;
            }
        }
        self.focus.graded(grade);
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Wait => {}
            Action::Start(lessons) => self.grader.start(lessons),
            Action::Cancel => self.grader.cancel(),
        }
    }

    pub(super) fn key(&mut self, key: Key) -> GoesOn {
        match key {
            Key::Interrupt | Key::Char('q') => return Ok(false),
            Key::Char('r') => {
                let action = self.runs.again();
                self.act(action);
            }
            Key::Char('h') => self.next_hint()?,
            Key::Char('n') => self.go(Focus::go_forward),
            Key::Char('p') => self.go(Focus::go_back),
            Key::Char('l') => self.toggle(View::List),
            Key::Char('i') if matches!(self.view, View::Inspect { .. }) => {
                self.change_view(View::Step);
            }
            Key::Char('i') => self.inspect(0)?,
            Key::Char('d') => match self.view {
                View::Inspect { turn, .. } => self.inspect(turn + 1)?,
                _ => return Ok(true),
            },
            Key::Char('a') => self.toggle(View::All),
            Key::Escape => self.change_view(View::Step),
            Key::Up => self.surface.scroll(Scroll::Up),
            Key::Down => self.surface.scroll(Scroll::Down),
            Key::PageUp => self.surface.scroll(Scroll::PageUp),
            Key::Home => self.surface.scroll(Scroll::Home),
            Key::End => self.surface.scroll(Scroll::End),
            Key::PageDown | Key::Char(' ') => self.surface.scroll(Scroll::PageDown),
            _ => return Ok(true),
        }
        Ok(self.show())
    }

    fn go(&mut self, to: fn(&mut Focus, &Grade<'_>)) {
        if let Some(grade) = &self.grade {
            to(&mut self.focus, grade);
            self.change_view(View::Step);
        }
    }

    fn next_hint(&mut self) -> Result<(), Error> {
        if let Some(here) = self.here() {
            let right = hint::right_in_last_run(self.course, here);
            let index = hint::next(self.course, here, &right)?;
            self.hint_in_run = self.runs.is_running();
            self.change_view(View::Hint(index));
        } else if self.grade.is_some() {
            self.change_view(View::Note(view::ALL_RIGHT));
        }
        Ok(())
    }

    /// Shows the main database of the step, or the one so many places after it.
    fn inspect(&mut self, turn: usize) -> Result<(), Error> {
        let Some(here) = self.here() else {
            if self.grade.is_some() {
                self.change_view(View::Note(view::ALL_RIGHT));
            }
            return Ok(());
        };
        let text = if self.is_begun(here.step) {
            inspect::of_last_run(self.course, here, turn, self.style())?
        } else {
            None
        };
        let text = text.unwrap_or_else(|| view::NOTHING_KEPT.into());
        self.change_view(View::Inspect { text, turn });
        Ok(())
    }

    /// Whether there is more to this step than the stub.
    fn is_begun(&self, step: &Step) -> bool {
        let steps = self.grade.iter().flat_map(Grade::steps);
        let mut steps = steps.map(|(_, grade)| grade);
        let grade = steps.find(|grade| std::ptr::eq(grade.step, step));
        grade.is_some_and(|grade| grade.verdict != Verdict::NotStarted)
    }

    /// The same key leads there and back.
    fn toggle(&mut self, view: View) {
        let is_there = std::mem::discriminant(&view) == std::mem::discriminant(&self.view);
        self.change_view(if is_there { View::Step } else { view });
    }

    fn change_view(&mut self, view: View) {
        self.view = view;
        self.surface.scroll_to_top();
    }

    /// The step that is shown.
    fn here(&self) -> Option<Named<'c>> {
        let grade = self.grade.as_ref()?;
        let (lesson, step) = focus::find(grade, self.focus.step(grade)?)?;
        Some(Named {
            lesson: lesson.lesson,
            step: step.step,
        })
    }

    fn style(&self) -> Style<'c> {
        Style {
            width: self.surface.width(),
            height: self.surface.height(),
            all: matches!(self.view, View::All),
            next: None,
            root: &self.course.root,
            in_watch: true,
        }
    }

    /// Draws; returns whether the terminal is still there.
    fn show(&mut self) -> bool {
        let mut text = Vec::new();
        let written = self.write(&mut text);
        let text = String::from_utf8_lossy(&text);
        let keys = view::keys(self.surface.width());
        let status = self.status.line();
        let drawn = written.and_then(|()| self.surface.draw(&text, &status, keys));
        drawn.is_ok()
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Status::Failed(why) = &self.status {
            return terminal::write_error(out, why);
        }
        let Some(grade) = &self.grade else {
            return view::write_welcome(out);
        };
        let style = self.style();
        match (&self.view, self.here()) {
            (View::Hint(index), Some(here)) => {
                let right = hint::right_in_last_run(self.course, here);
                terminal::write_hints(out, here, *index, &right, style.width)
            }
            (View::Inspect { text, .. }, _) => out.write_all(text),
            (View::Note(text), _) => out.write_all(text.as_bytes()),
            (View::List, _) => list::view::write(out, grade, style),
            (View::All, _) => terminal::write_grade(out, grade, style),
            (View::Step | View::Hint(_), _) => {
                view::write_step(out, grade, self.focus.step(grade), &self.news, style)
            }
        }
    }

    /// Without a screen, the new report is written below the old one. A reader that has
    /// closed its end of the pipe has seen enough, and ends the watch.
    fn print(&self) -> GoesOn {
        let Surface::Lines = self.surface else {
            return Ok(true);
        };
        let mut out = AutoStream::auto(io::stdout());
        match self.write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            written => written
                .map(|()| true)
                .map_err(Error::while_doing("write the report")),
        }
    }
}
