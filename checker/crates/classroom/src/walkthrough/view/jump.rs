//! The list of all slides, to search in.

use crate::walkthrough::deck::Deck;
use crate::walkthrough::view::frame::framed;
use crate::walkthrough::view::pages::Size;
use course::outcome::Verdict;
use terminal::picker::{Picker, Row};
use terminal::text::{clipped, padded};
use terminal::words::{DIM, REVERSED, paint};
use unicode_width::UnicodeWidthStr;

/// One row per slide.
pub(crate) fn rows(deck: &Deck<'_>) -> Vec<Row> {
    let rows = deck.places().into_iter().map(|place| Row {
        name: place.name(),
        title: place.slide.topic.title().to_owned(),
        // So that a step is found by what it is about, too.
        file: place.title().to_owned(),
        verdict: Verdict::NotStarted,
        state: place.slide.topic.word(),
        points: (0, 0),
    });
    rows.collect()
}

/// How many of them fit on a terminal.
pub(crate) fn rows_on(terminal: (usize, usize)) -> usize {
    Size::of(terminal).room().saturating_sub(2).max(1)
}

/// The lines of the screen.
pub(crate) fn screen(picker: &Picker, terminal: (usize, usize)) -> Vec<String> {
    let size = Size::of(terminal);
    let rows = picker.rows();
    let names = rows.iter().map(|row| row.name.width());
    let name_width = names.max().unwrap_or(0);
    let search = if picker.filter().is_empty() {
        paint(DIM, " type to search")
    } else {
        format!(" search: {}▏", picker.filter())
    };
    let mut page = vec![search, String::new()];
    let found = picker.found();
    for index in &found[picker.visible()] {
        let row = &rows[*index];
        let text = format!("{}  {}", padded(&row.name, name_width), row.title);
        let text = clipped(&text, size.width.saturating_sub(4));
        let is_chosen = picker.chosen() == Some(*index);
        page.push(if is_chosen {
            format!(" › {}", paint(REVERSED, &text))
        } else {
            format!("   {text}")
        });
    }
    if found.is_empty() {
        page.push(" No slide has all of these words. Esc takes them back.".to_owned());
    }
    let count = format!("{} of {} slides", found.len(), rows.len());
    let keys = paint(DIM, "↑ ↓ move · Enter shows the slide · Esc goes back");
    framed(("Slides", &count), &page, &keys, terminal)
}
