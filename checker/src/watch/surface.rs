//! Where a watch is shown: on a whole terminal, or as lines one after the other.

use course::error::Error;
use std::io;
use terminal::screen::Screen;
use terminal::viewport;

/// The number of lines at the bottom: what is going on, and the keys.
const BOTTOM: usize = 2;

/// Where a watch is shown.
pub(super) enum Surface {
    /// A terminal. The text on it can be scrolled.
    Screen {
        /// The terminal.
        screen: Screen,
        /// The first row of the text that is shown.
        top: usize,
    },
    /// A file, a pipe, or a terminal that cannot do more than lines.
    Lines,
}

/// How far to scroll.
#[derive(Clone, Copy)]
pub(super) enum Scroll {
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
}

impl Surface {
    /// Takes over the terminal, if there is one.
    pub(super) fn open() -> Result<Self, Error> {
        if !Screen::is_possible() {
            return Ok(Self::Lines);
        }
        let screen = Screen::enter().map_err(Error::while_doing("use the terminal"))?;
        Ok(Self::Screen { screen, top: 0 })
    }

    /// Whether there are keys to be read.
    pub(super) fn has_keys(&self) -> bool {
        matches!(self, Self::Screen { .. })
    }

    /// How many columns a report may have.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Screen { .. } => terminal::size().0,
            Self::Lines => 80,
        }
    }

    /// How many lines a report on one step may have.
    pub(super) fn height(&self) -> usize {
        match self {
            Self::Screen { .. } => Screen::size().1.saturating_sub(BOTTOM),
            Self::Lines => 24,
        }
    }

    /// Scrolls to the first row, from the next drawing on.
    pub(super) fn scroll_to_top(&mut self) {
        if let Self::Screen { top, .. } = self {
            *top = 0;
        }
    }

    /// Scrolls the text, from the next drawing on.
    pub(super) fn scroll(&mut self, scroll: Scroll) {
        if let Self::Screen { top, .. } = self {
            let page = Screen::size().1.saturating_sub(BOTTOM + 1).max(1);
            *top = match scroll {
                Scroll::Up => top.saturating_sub(1),
                Scroll::Down => top.saturating_add(1),
                Scroll::PageUp => top.saturating_sub(page),
                Scroll::PageDown => top.saturating_add(page),
                Scroll::Home => 0,
                Scroll::End => usize::MAX,
            };
        }
    }

    /// On a terminal: draws the text, as much of it as fits, with two lines below.
    pub(super) fn draw(&mut self, text: &str, status: &str, keys: &str) -> io::Result<()> {
        let Self::Screen { screen, top } = self else {
            return Ok(());
        };
        let (width, height) = Screen::size();
        let rows = viewport::rows(text, width);
        let room = height.saturating_sub(BOTTOM);
        *top = (*top).min(rows.len().saturating_sub(room));
        let hidden = rows.len().saturating_sub(*top + room);
        let more = match (*top, hidden) {
            (0, 0) => String::new(),
            (0, below) => format!(" · ↓ {below} more"),
            (above, 0) => format!(" · ↑ {above} more"),
            (above, below) => format!(" · ↑ {above} more ↓ {below} more"),
        };
        let bottom = [format!(" {status}{more}"), format!(" {keys}")];
        let bottom = bottom.iter().map(|line| viewport::rows(line, width));
        let bottom = bottom.filter_map(|rows| rows.into_iter().next());
        let blank = std::iter::repeat(String::new());
        let shown = rows.into_iter().skip(*top).chain(blank).take(room);
        let lines: Vec<String> = shown.chain(bottom).take(height).collect();
        screen.draw(&lines)
    }
}
