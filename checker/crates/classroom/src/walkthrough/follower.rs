//! The notes in a second terminal: they follow the presenter in the first.

use crate::walkthrough::making::notes_of;
use crate::walkthrough::position::Presentation;
use crate::walkthrough::presentation;
use crate::walkthrough::speaker_notes::LessonNotes;
use crate::walkthrough::view::{Clock, follow, notes_screen};
use course::error::Error;
use course::lesson::Course;
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use terminal::screen::Key;
use terminal::screen::{Input, Screen};

/// How often it looks where the presenter is.
const LOOK: Duration = Duration::from_millis(200);

pub(super) fn run(course: &Course) -> Result<(), Error> {
    let lessons = course.lessons.iter();
    let notes = lessons.map(|lesson| (lesson.id.clone(), notes_of(course, lesson).0));
    let notes: BTreeMap<String, LessonNotes> = notes.collect();
    look(course, &notes).map_err(Error::while_doing("use the terminal"))
}

fn look(course: &Course, notes: &BTreeMap<String, LessonNotes>) -> io::Result<()> {
    let screen = Screen::enter()?;
    let mut drawn = Vec::new();
    loop {
        let size = Screen::size();
        let lines = match presentation::place(course) {
            Some(place) => {
                let of_lesson = notes.get(&place.lesson);
                let text = of_lesson.and_then(|notes| notes.text_of(place.step.as_deref()));
                notes_screen(&place, text.as_deref(), clock(&place), size)
            }
            None => follow(size),
        };
        // What has not changed need not flicker.
        if lines != drawn {
            screen.draw(&lines)?;
            drawn = lines;
        }
        match screen.wait(LOOK)? {
            Some(Input::Key(Key::Char('q') | Key::Escape | Key::Interrupt)) => return Ok(()),
            Some(Input::Resized | Input::Other) => drawn.clear(),
            Some(Input::Key(_)) | None => {}
        }
    }
}

fn clock(place: &Presentation) -> Clock {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let begun = Duration::from_secs(place.begun);
    Clock {
        elapsed: now.unwrap_or_default().saturating_sub(begun),
        planned: place.planned,
    }
}
