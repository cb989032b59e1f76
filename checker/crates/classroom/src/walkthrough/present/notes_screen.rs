//! The screen with what the speaker says: in the presenter's own terminal, or in a second
//! one that follows it.

use crate::walkthrough::present::position::Position;
use crate::walkthrough::present::slide_screen::Clock;
use crate::walkthrough::text::frame::Framed;
use crate::walkthrough::text::size::Size;
use course::markdown;
use terminal::prose;
use terminal::words::{BOLD, CYAN, DIM, paint};

/// The lines of the screen with the notes on the slide that is shown, if there are any.
pub(crate) fn screen(
    shown: &Position,
    notes: Option<&str>,
    clock: Clock,
    terminal: Size,
) -> Vec<String> {
    let size = terminal.of_slide();
    let mut page = match notes {
        Some(notes) => lines(notes, size.width),
        None => vec![paint(DIM, "  There are no notes for this.")],
    };
    if page.len() > size.room() {
        page.truncate(size.room() - 1);
        page.push(paint(DIM, "  … the window is too small for the rest"));
    }
    let title = paint(CYAN, &shown.name);
    let bottom = match &shown.next {
        Some(next) => format!("{} · next: {next}", clock.words()),
        None => format!("{} · this is the last slide", clock.words()),
    };
    let topic = paint(BOLD, &shown.topic);
    let framed = Framed {
        title: &title,
        topic: &topic,
        page: &page,
        bottom: &paint(DIM, &bottom),
    };
    framed.lines(terminal)
}

/// The lines of the screen while nobody presents.
pub(crate) fn waiting(terminal: Size) -> Vec<String> {
    let page = [
        "  Nobody is presenting. Start the slides in another terminal:".to_owned(),
        String::new(),
        "      cargo run -p checker -- walkthrough LESSON".to_owned(),
    ];
    let framed = Framed {
        title: "Notes",
        topic: "",
        page: &page,
        bottom: &paint(DIM, "q ends"),
    };
    framed.lines(terminal)
}

fn lines(markdown: &str, width: usize) -> Vec<String> {
    let mut bytes = Vec::new();
    // Writing into memory does not fail.
    let _ = prose::write(&mut bytes, &markdown::parse(markdown), "  ", width);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.lines().map(str::to_owned).collect()
}
