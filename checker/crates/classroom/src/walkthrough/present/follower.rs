//! The notes in a second terminal, which follows the presenter in the first.

use crate::class::FrequentMistakes;
use crate::walkthrough::notes::load;
use crate::walkthrough::notes::speaker_notes::LessonNotes;
use crate::walkthrough::present::position::Position;
use crate::walkthrough::present::slide_screen::Clock;
use crate::walkthrough::present::{broadcast, notes_screen};
use crate::walkthrough::text::size::Size;
use course::error::Error;
use course::lesson::Course;
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use terminal::screen::{Input, Key, Screen};

/// How often it looks for another slide.
const POLL: Duration = Duration::from_millis(200);

pub(crate) fn run(course: &Course, frequent: &FrequentMistakes) -> Result<(), Error> {
    let lessons = course.lessons.iter();
    let notes = lessons.map(|lesson| {
        let (notes, _) = load::of_lesson(course, lesson, frequent);
        (lesson.id.clone(), notes)
    });
    let notes: BTreeMap<String, LessonNotes> = notes.collect();
    follow(course, &notes).map_err(Error::while_doing("use the terminal"))
}

fn follow(course: &Course, notes: &BTreeMap<String, LessonNotes>) -> io::Result<()> {
    let screen = Screen::enter()?;
    let mut drawn = Vec::new();
    loop {
        let size = Size::from(Screen::size());
        let lines = match broadcast::position(course) {
            Some(position) => {
                let of_lesson = notes.get(&position.lesson);
                let text = of_lesson.and_then(|notes| notes.text_of(position.step.as_deref()));
                notes_screen::screen(&position, text.as_deref(), clock(&position), size)
            }
            None => notes_screen::waiting(size),
        };
        // Drawing the same again would flicker.
        if lines != drawn {
            screen.draw(&lines)?;
            drawn = lines;
        }
        match screen.wait(POLL)? {
            Some(Input::Key(Key::Char('q') | Key::Escape | Key::Interrupt)) => return Ok(()),
            Some(Input::Resized | Input::Other) => drawn.clear(),
            Some(Input::Key(_)) | None => {}
        }
    }
}

fn clock(position: &Position) -> Clock {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let begun = Duration::from_secs(position.begun);
    Clock {
        elapsed: now.unwrap_or_default().saturating_sub(begun),
        planned: position.planned,
    }
}
