//! Presents slides on a whole terminal.

use crate::walkthrough::deck::slide::{Deck, SlideRef};
use crate::walkthrough::editor;
use crate::walkthrough::notes::speaker_notes::StepNotes;
use crate::walkthrough::present::broadcast::Broadcast;
use crate::walkthrough::present::position::Position;
use crate::walkthrough::present::slide_screen::{Clock, Numbered, ShownPage};
use crate::walkthrough::present::state::{Action, PresenterState, View};
use crate::walkthrough::present::{jump, notes_screen, slide_screen};
use crate::walkthrough::text::pages::pages;
use crate::walkthrough::text::size::Size;
use crate::walkthrough::trial::play;
use course::error::Error;
use course::lesson::Course;
use course::selection::Named;
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use terminal::picker::{Next, Picker};
use terminal::screen::{Input, Screen};

/// How long to wait for a key before the clock is drawn again.
const TICK: Duration = Duration::from_secs(1);

/// A presentation that is going on.
pub(crate) struct Presenter<'d, 'c> {
    course: &'c Course,
    slides: Vec<SlideRef<'d, 'c>>,
    deck: &'d Deck<'c>,
    state: PresenterState,
    /// The slide with which the talk began.
    first: usize,
    started: Instant,
    started_at: SystemTime,
    /// The pages of the slides that have been shown, for a terminal of this size.
    pages: BTreeMap<usize, Vec<Vec<String>>>,
    size: Size,
    /// A message, until the next key.
    note: Option<String>,
}

impl<'d, 'c> Presenter<'d, 'c> {
    /// Begins at the first slide of a step, or of all.
    pub(crate) fn new(course: &'c Course, deck: &'d Deck<'c>, from: Option<&str>) -> Self {
        let slides = deck.slides();
        let names: Vec<String> = slides.iter().map(SlideRef::name).collect();
        let first = from.and_then(|from| names.iter().position(|name| name == from));
        let first = first.unwrap_or(0);
        Self {
            course,
            state: PresenterState::new(names, first),
            slides,
            deck,
            first,
            started: Instant::now(),
            started_at: SystemTime::now(),
            pages: BTreeMap::new(),
            size: Size::default(),
            note: None,
        }
    }

    /// Presents until the speaker ends it.
    pub(crate) fn run(mut self) -> Result<(), Error> {
        let using = || Error::while_doing("use the terminal");
        let broadcast = Broadcast::begin(self.course);
        let screen = Screen::enter().map_err(using())?;
        let mut drawn = Vec::new();
        loop {
            let lines = self.lines();
            // Drawing the same again would flicker.
            if lines != drawn {
                screen.draw(&lines).map_err(using())?;
                self.send_position(broadcast.as_ref());
                drawn = lines;
            }
            let key = match screen.wait(TICK).map_err(using())? {
                Some(Input::Key(key)) => key,
                Some(Input::Resized | Input::Other) => {
                    drawn.clear();
                    continue;
                }
                None => continue,
            };
            self.note = None;
            let pages = self.pages().len();
            match self.state.press(key, pages) {
                Action::Nothing => {}
                Action::Leave => return Ok(()),
                Action::Jump => self.jump(&screen).map_err(using())?,
                Action::Open => self.open(&screen).map_err(using())?,
                Action::Try => self.try_it(&screen).map_err(using())?,
            }
            drawn.clear();
        }
    }

    /// Says to followers which slide is shown.
    fn send_position(&self, broadcast: Option<&Broadcast>) {
        if let Some(broadcast) = broadcast {
            broadcast.send(&self.position());
        }
    }

    /// The slide that is shown.
    fn here(&self) -> SlideRef<'d, 'c> {
        self.slides[self.state.slide()]
    }

    /// The pages of the slide that is shown.
    fn pages(&mut self) -> &[Vec<String>] {
        let size = Size::from(Screen::size());
        if size != self.size {
            self.size = size;
            self.pages.clear();
        }
        let (here, root) = (self.here(), &self.course.root);
        let entry = self.pages.entry(self.state.slide());
        entry.or_insert_with(|| pages(here.slide, size.of_slide(), root))
    }

    fn lines(&mut self) -> Vec<String> {
        let pages = self.pages().len();
        let page = self.state.page(pages);
        let (here, clock) = (self.here(), self.clock());
        match self.state.view() {
            View::Keys => slide_screen::keys(self.size),
            View::Notes => {
                let notes = match here.step {
                    Some(step) => step.notes.as_ref().map(StepNotes::text),
                    None => Some(here.lesson.introduction.clone()),
                };
                let notes = notes.filter(|notes| !notes.is_empty());
                notes_screen::screen(&self.position(), notes.as_deref(), clock, self.size)
            }
            View::Slide => {
                let same = self.state.of_step(self.state.slide());
                let shown = ShownPage {
                    slide: here,
                    slide_number: Numbered {
                        number: self.state.slide() - same.start + 1,
                        count: same.len(),
                    },
                    page_number: Numbered {
                        number: page + 1,
                        count: pages,
                    },
                    page: &self.pages[&self.state.slide()][page],
                    clock,
                    note: self.note.as_deref(),
                };
                slide_screen::screen(shown, self.size)
            }
        }
    }

    fn clock(&self) -> Clock {
        Clock {
            elapsed: self.started.elapsed(),
            planned: self.planned(),
        }
    }

    /// The first and the last minute that are planned for this step, counted from the step
    /// with which the talk began.
    fn planned(&self) -> Option<(u32, u32)> {
        let here = self.state.slide();
        let own = here.checked_sub(self.first)?;
        let mut begins = 0;
        let mut last: Option<(String, u32)> = None;
        for slide in self.slides.iter().skip(self.first).take(own + 1) {
            let Some(step) = slide.step else { continue };
            let name = slide.name();
            if last.as_ref().is_some_and(|(last, _)| *last == name) {
                continue;
            }
            begins += last.map_or(0, |(_, minutes)| minutes);
            last = Some((name, step.notes.as_ref()?.minutes));
        }
        let (name, minutes) = last?;
        (name == self.here().name()).then_some((begins, begins + minutes))
    }

    fn position(&self) -> Position {
        let here = self.here();
        let next = self.slides.get(self.state.slide() + 1);
        let next = next.map(|next| {
            let topic = next.slide.topic.title();
            if next.is_of_same(&here) {
                topic.to_owned()
            } else {
                format!("{} · {topic}", next.name())
            }
        });
        let begun = self
            .started_at
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Position {
            lesson: here.lesson.lesson.id.clone(),
            step: here.step.map(|step| step.step.id.clone()),
            name: here.name(),
            topic: here.slide.topic.title().to_owned(),
            next,
            begun: begun.as_secs(),
            planned: self.planned(),
        }
    }

    /// Lets the speaker choose a slide.
    fn jump(&mut self, screen: &Screen) -> io::Result<()> {
        let mut picker = Picker::new(jump::rows(self.deck), self.state.slide());
        loop {
            let size = Size::from(Screen::size());
            picker.resize(jump::rows_on(size));
            screen.draw(&jump::screen(&picker, size))?;
            let Input::Key(key) = Screen::read()? else {
                continue;
            };
            match picker.press(key) {
                Next::Stay => {}
                Next::Leave => return Ok(()),
                Next::Choose(slide) => {
                    self.state.go(slide);
                    return Ok(());
                }
            }
        }
    }

    fn open(&mut self, screen: &Screen) -> io::Result<()> {
        let Some(code) = &self.here().slide.code else {
            self.note = Some("this slide has no code".to_owned());
            return Ok(());
        };
        let opened = screen.lend(|| editor::open(&code.dir.join(&code.file)))?;
        self.note = opened.err().map(|error| error.to_string());
        Ok(())
    }

    fn try_it(&mut self, screen: &Screen) -> io::Result<()> {
        let here = self.here();
        let (Some(code), Some(step)) = (&here.slide.code, here.step) else {
            self.note = Some("this slide has no code".to_owned());
            return Ok(());
        };
        let named = Named {
            lesson: here.lesson.lesson,
            step: step.step,
        };
        let ended = play::run(self.course, named, code, screen)?;
        self.note = ended.err().map(|error| error.to_string());
        Ok(())
    }
}
