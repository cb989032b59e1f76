//! The slides on a whole terminal.

use crate::walkthrough::deck::{Deck, Place};
use crate::walkthrough::editor;
use crate::walkthrough::position::Presentation;
use crate::walkthrough::presentation::Telling;
use crate::walkthrough::speaker_notes::StepNotes;
use crate::walkthrough::talk::{Talk, View, Wish};
use crate::walkthrough::trial_run;
use crate::walkthrough::view as report;
use crate::walkthrough::view::{Clock, Seen, Size};
use course::error::Error;
use course::lesson::Course;
use course::selection::Named;
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use terminal::browser::{Browser, Next};
use terminal::screen::{Input, Screen};

/// How long it waits for a key before it looks at the clock.
const TICK: Duration = Duration::from_secs(1);

pub(super) struct Presenter<'d, 'c> {
    course: &'c Course,
    places: Vec<Place<'d, 'c>>,
    deck: &'d Deck<'c>,
    talk: Talk,
    /// The slide that the talk began with.
    first: usize,
    begun: (Instant, SystemTime),
    /// The pages of slides that have been shown, for a terminal of one size.
    pages: BTreeMap<usize, Vec<Vec<String>>>,
    size: (usize, usize),
    note: Option<String>,
}

impl<'d, 'c> Presenter<'d, 'c> {
    /// Begins at the first slide of a step, or of all.
    pub(super) fn new(course: &'c Course, deck: &'d Deck<'c>, from: Option<&str>) -> Self {
        let places = deck.places();
        let names: Vec<String> = places.iter().map(Place::name).collect();
        let first = from.and_then(|from| names.iter().position(|name| name == from));
        let first = first.unwrap_or(0);
        Self {
            course,
            talk: Talk::new(names, first),
            places,
            deck,
            first,
            begun: (Instant::now(), SystemTime::now()),
            pages: BTreeMap::new(),
            size: (0, 0),
            note: None,
        }
    }

    /// Presents, until the person ends it.
    pub(super) fn run(mut self) -> Result<(), Error> {
        let using = || Error::while_doing("use the terminal");
        let telling = Telling::begin(self.course);
        let screen = Screen::enter().map_err(using())?;
        let mut drawn = Vec::new();
        loop {
            let lines = self.lines();
            // What has not changed need not flicker.
            if lines != drawn {
                screen.draw(&lines).map_err(using())?;
                self.tell(telling.as_ref());
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
            match self.talk.press(key, pages) {
                Wish::Nothing => {}
                Wish::Leave => return Ok(()),
                Wish::Jump => self.jump(&screen).map_err(using())?,
                Wish::Open => self.open(&screen).map_err(using())?,
                Wish::Try => self.try_it(&screen).map_err(using())?,
            }
            drawn.clear();
        }
    }

    /// Tells where the talk is, to whoever follows it.
    fn tell(&self, telling: Option<&Telling>) {
        if let Some(telling) = telling {
            telling.tell(&self.presentation());
        }
    }

    fn here(&self) -> Place<'d, 'c> {
        self.places[self.talk.slide()]
    }

    /// The pages of the slide that is shown.
    fn pages(&mut self) -> &[Vec<String>] {
        let size = Screen::size();
        if size != self.size {
            self.size = size;
            self.pages.clear();
        }
        let (slide, place, root) = (self.talk.slide(), self.here(), &self.course.root);
        let pages = self.pages.entry(slide);
        pages.or_insert_with(|| report::pages(place.slide, Size::of(size), root))
    }

    fn lines(&mut self) -> Vec<String> {
        let pages = self.pages().len();
        let page = self.talk.page(pages);
        let (here, clock) = (self.here(), self.clock());
        match self.talk.view() {
            View::Keys => report::keys(self.size),
            View::Notes => {
                let notes = match here.step {
                    Some(step) => step.notes.as_ref().map(StepNotes::text),
                    None => Some(here.lesson.introduction.clone()),
                };
                let notes = notes.filter(|notes| !notes.is_empty());
                report::notes_screen(&self.presentation(), notes.as_deref(), clock, self.size)
            }
            View::Slide => {
                let same = self.talk.of_step(self.talk.slide());
                let seen = Seen {
                    place: here,
                    slide: (self.talk.slide() - same.start + 1, same.len()),
                    page: (page + 1, pages),
                    clock,
                    note: self.note.as_deref(),
                };
                let size = self.size;
                report::screen(seen, &self.pages[&self.talk.slide()][page], size)
            }
        }
    }

    fn clock(&self) -> Clock {
        Clock {
            elapsed: self.begun.0.elapsed(),
            planned: self.planned(),
        }
    }

    /// From which minute to which this step is planned, counted from the first one
    /// that was shown.
    fn planned(&self) -> Option<(u32, u32)> {
        let here = self.talk.slide();
        let own = here.checked_sub(self.first)?;
        let mut begins = 0;
        let mut last: Option<(String, u32)> = None;
        for place in self.places.iter().skip(self.first).take(own + 1) {
            let Some(step) = place.step else { continue };
            let name = place.name();
            if last.as_ref().is_some_and(|(last, _)| *last == name) {
                continue;
            }
            begins += last.map_or(0, |(_, minutes)| minutes);
            last = Some((name, step.notes.as_ref()?.minutes));
        }
        let (name, minutes) = last?;
        (name == self.here().name()).then_some((begins, begins + minutes))
    }

    fn presentation(&self) -> Presentation {
        let here = self.here();
        let next = self.places.get(self.talk.slide() + 1);
        let next = next.map(|next| {
            let topic = next.slide.topic.title();
            if next.is_of_same(&here) {
                topic.to_owned()
            } else {
                format!("{} · {topic}", next.name())
            }
        });
        let begun = self.begun.1.duration_since(UNIX_EPOCH).unwrap_or_default();
        Presentation {
            lesson: here.lesson.lesson.id.clone(),
            step: here.step.map(|step| step.step.id.clone()),
            name: here.name(),
            topic: here.slide.topic.title().to_owned(),
            next,
            begun: begun.as_secs(),
            planned: self.planned(),
        }
    }

    /// Lets the person choose a slide.
    fn jump(&mut self, screen: &Screen) -> io::Result<()> {
        let mut browser = Browser::new(report::jump_rows(self.deck), self.talk.slide());
        loop {
            let size = Screen::size();
            browser.resize(report::jump_rows_on(size));
            screen.draw(&report::jump_screen(&browser, size))?;
            let Input::Key(key) = Screen::read()? else {
                continue;
            };
            match browser.press(key) {
                Next::Stay => {}
                Next::Leave => return Ok(()),
                Next::Choose(slide) => {
                    self.talk.go(slide);
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
        let ended = trial_run::run(self.course, named, code, screen)?;
        self.note = ended.err().map(|error| error.to_string());
        Ok(())
    }
}
