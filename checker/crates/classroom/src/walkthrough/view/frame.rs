//! What stands around a page: above it what it is about, below it where one is.

use crate::walkthrough::deck::Place;
use crate::walkthrough::view::pages::Size;
use anstream::adapter::strip_str;
use std::time::Duration;
use terminal::text::clipped;
use terminal::words::{BOLD, CYAN, DIM, YELLOW, justified, paint};
use unicode_width::UnicodeWidthStr;

/// How long the talk goes on, and how long it was meant to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Since it began.
    pub elapsed: Duration,
    /// From which minute to which this step was planned, if that is known.
    pub planned: Option<(u32, u32)>,
}

/// A page, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a, 'd, 'c> {
    /// Its slide.
    pub place: Place<'d, 'c>,
    /// Which slide of its step it is, and how many there are.
    pub slide: (usize, usize),
    /// Which page of its slide it is, and how many there are.
    pub page: (usize, usize),
    /// The time.
    pub clock: Clock,
    /// Something to know, instead of the time.
    pub note: Option<&'a str>,
}

impl Clock {
    /// `12 min · plan 8–20`.
    pub(super) fn words(self) -> String {
        let minutes = self.elapsed.as_secs() / 60;
        match self.planned {
            Some((from, to)) => format!("{minutes} min · plan {from}–{to}"),
            None => format!("{minutes} min"),
        }
    }
}

/// The lines of the screen with a page in the middle.
pub(crate) fn screen(
    seen: Seen<'_, '_, '_>,
    page: &[String],
    terminal: (usize, usize),
) -> Vec<String> {
    let Seen {
        place,
        slide: (slide, slides),
        page: (number, pages),
        clock,
        note,
    } = seen;
    let size = Size::of(terminal);
    let topic = match pages {
        1 => place.slide.topic.title().to_owned(),
        _ => format!("{} {number}/{pages}", place.slide.topic.title()),
    };
    let name = place.name();
    let room = size.width.saturating_sub(name.width() + topic.width() + 5);
    let title = format!("{} {}", paint(CYAN, &name), clipped(place.title(), room));
    let left = format!("{name} · slide {slide} of {slides}");
    let right = note.map_or_else(|| clock.words() + " · ? keys", str::to_owned);
    let bottom = match note {
        Some(note) => paint(YELLOW, &clipped(note, size.width.saturating_sub(2))),
        None => paint(DIM, &justified(&left, &right, size.width.saturating_sub(2))),
    };
    framed((&title, &paint(BOLD, &topic)), page, &bottom, terminal)
}

/// A title, a page and a bottom line, in the middle of a terminal.
pub(super) fn framed(
    (title, topic): (&str, &str),
    page: &[String],
    bottom: &str,
    terminal: (usize, usize),
) -> Vec<String> {
    let size = Size::of(terminal);
    let title = justified(title, topic, size.width.saturating_sub(2));
    let mut lines = vec![
        format!(" {title}"),
        paint(DIM, &"─".repeat(size.width)),
        String::new(),
    ];
    lines.extend(page.iter().take(size.room()).cloned());
    lines.resize(size.height - 1, String::new());
    lines.push(format!(" {bottom}"));
    let left = " ".repeat(terminal.0.saturating_sub(size.width) / 2);
    let above = terminal.1.saturating_sub(size.height) / 2;
    let above = std::iter::repeat_n(String::new(), above);
    let placed = lines
        .into_iter()
        .map(|line| format!("{left}{}", fitted(line, size.width)));
    above.chain(placed).take(terminal.1).collect()
}

/// A line that is too long loses its colours and its end.
fn fitted(line: String, width: usize) -> String {
    let plain = strip_str(&line).to_string();
    if plain.width() <= width {
        line
    } else {
        clipped(&plain, width)
    }
}

/// What the keys do.
pub(crate) fn keys(terminal: (usize, usize)) -> Vec<String> {
    let keys = [
        ("→ space", "the next page"),
        ("←", "the page before"),
        ("n  p", "the next step, the step before"),
        ("j", "a list of all slides; type to search"),
        ("s", "what to say (in another terminal: --notes)"),
        ("o", "open the code of this slide in your editor"),
        ("t", "play with the code of this slide: graded at each save"),
        ("?", "these keys"),
        ("q", "end"),
    ];
    let mut page = Vec::new();
    for (key, what) in keys {
        page.push(format!("    {}  {what}", paint(BOLD, &format!("{key:8}"))));
        page.push(String::new());
    }
    let bottom = paint(DIM, "any key closes this");
    framed(("Keys", ""), &page, &bottom, terminal)
}
