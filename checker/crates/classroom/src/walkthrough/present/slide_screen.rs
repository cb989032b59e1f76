//! The screen with a page of a slide, and the one with the keys.

use crate::walkthrough::deck::slide::SlideRef;
use crate::walkthrough::text::frame::Framed;
use crate::walkthrough::text::size::Size;
use std::time::Duration;
use terminal::text::clipped;
use terminal::words::{BOLD, CYAN, DIM, YELLOW, justified, paint};
use unicode_width::UnicodeWidthStr;

/// The time of the talk, and the time that was planned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Since it began.
    pub elapsed: Duration,
    /// The first and the last minute that are planned for this step, if that is known.
    pub planned: Option<(u32, u32)>,
}

/// A page of a slide, and where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShownPage<'a, 'd, 'c> {
    /// The slide.
    pub slide: SlideRef<'d, 'c>,
    /// The number of the slide in its step.
    pub slide_number: Numbered,
    /// The number of the page in its slide.
    pub page_number: Numbered,
    /// The lines of the page.
    pub page: &'a [String],
    /// The time.
    pub clock: Clock,
    /// A message, shown instead of the time.
    pub note: Option<&'a str>,
}

/// A number, from 1, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// The number.
    pub number: usize,
    /// How many there are.
    pub count: usize,
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
pub(crate) fn screen(shown: ShownPage<'_, '_, '_>, terminal: Size) -> Vec<String> {
    let ShownPage {
        slide,
        slide_number,
        page_number: Numbered { number, count },
        page,
        clock,
        note,
    } = shown;
    let size = terminal.of_slide();
    let topic = match count {
        1 => slide.slide.topic.title().to_owned(),
        _ => format!("{} {number}/{count}", slide.slide.topic.title()),
    };
    let name = slide.name();
    let room = size.width.saturating_sub(name.width() + topic.width() + 5);
    let title = format!("{} {}", paint(CYAN, &name), clipped(slide.title(), room));
    let Numbered { number, count } = slide_number;
    let left = format!("{name} · slide {number} of {count}");
    let right = note.map_or_else(|| clock.words() + " · ? keys", str::to_owned);
    let bottom = match note {
        Some(note) => paint(YELLOW, &clipped(note, size.width.saturating_sub(2))),
        None => paint(DIM, &justified(&left, &right, size.width.saturating_sub(2))),
    };
    let framed = Framed {
        title: &title,
        topic: &paint(BOLD, &topic),
        page,
        bottom: &bottom,
    };
    framed.lines(terminal)
}

/// The lines of the screen with the keys.
pub(crate) fn keys(terminal: Size) -> Vec<String> {
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
    let framed = Framed {
        title: "Keys",
        topic: "",
        page: &page,
        bottom: &paint(DIM, "any key closes this"),
    };
    framed.lines(terminal)
}
