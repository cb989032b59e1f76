//! The list of all slides, to search in.

use crate::walkthrough::deck::slide::Deck;
use crate::walkthrough::text::frame::Framed;
use crate::walkthrough::text::size::Size;
use course::outcome::Verdict;
use terminal::picker::{Picker, Row};
use terminal::text::{clipped, padded};
use terminal::words::{DIM, REVERSED, paint};
use unicode_width::UnicodeWidthStr;

/// One row per slide.
pub(crate) fn rows(deck: &Deck<'_>) -> Vec<Row> {
    let rows = deck.slides().into_iter().map(|shown| Row {
        name: shown.name(),
        title: shown.slide.topic.title().to_owned(),
        // The search looks here, too: so a step is found by its title.
        file: shown.title().to_owned(),
        verdict: Verdict::NotStarted,
        state: shown.slide.topic.word(),
        points: (0, 0),
    });
    rows.collect()
}

/// How many of them fit on a terminal.
pub(crate) fn rows_on(terminal: Size) -> usize {
    terminal.of_slide().room().saturating_sub(2).max(1)
}

/// The lines of the screen.
pub(crate) fn screen(picker: &Picker, terminal: Size) -> Vec<String> {
    let size = terminal.of_slide();
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
        page.push(" No slide has all of these words. Esc clears them.".to_owned());
    }
    let count = format!("{} of {} slides", found.len(), rows.len());
    let keys = paint(DIM, "↑ ↓ move · Enter shows the slide · Esc goes back");
    let framed = Framed {
        title: "Slides",
        topic: &count,
        page: &page,
        bottom: &keys,
    };
    framed.lines(terminal)
}
