//! Where a watch is shown: a terminal as a whole, or lines one after the other.

use crate::command;
use crate::report::viewport;
use crate::vocabulary::error::Error;
use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::style::Print;
use crossterm::terminal::{
    self, Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{execute, queue};
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is in our hands: whoever gives it back does so once.
static HELD: AtomicBool = AtomicBool::new(false);

/// The lines at the bottom: what is going on, and the keys.
const BOTTOM: usize = 2;

/// Where a watch is shown.
pub(super) enum Face {
    /// A terminal. What is shown can be scrolled.
    Screen {
        /// Whether colours are wanted.
        colours: bool,
        /// The first row of the text that is shown.
        top: usize,
    },
    /// A file, a pipe, or a terminal that knows no more than lines.
    Plain,
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

impl Face {
    /// Takes the terminal, if there is one. It is given back when this is dropped,
    /// and before a panic is told.
    pub(super) fn open() -> Result<Self, Error> {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() || dumb {
            return Ok(Self::Plain);
        }
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            told(info);
        }));
        let colours = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        let face = Self::Screen { colours, top: 0 };
        HELD.store(true, Ordering::Relaxed);
        terminal::enable_raw_mode()
            .and_then(|()| execute!(io::stdout(), EnterAlternateScreen, DisableLineWrap, Hide))
            .map_err(Error::while_doing("use the terminal"))?;
        Ok(face)
    }

    /// Whether there are keys to be read.
    pub(super) fn has_keys(&self) -> bool {
        matches!(self, Self::Screen { .. })
    }

    /// Columns for a report.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Screen { .. } => command::size().0,
            Self::Plain => 80,
        }
    }

    /// Lines for a report on one step.
    pub(super) fn height(&self) -> usize {
        match self {
            Self::Screen { .. } => size().1.saturating_sub(BOTTOM),
            Self::Plain => 24,
        }
    }

    /// Shows `text` from its first row on the next time.
    pub(super) fn scroll_to_top(&mut self) {
        if let Self::Screen { top, .. } = self {
            *top = 0;
        }
    }

    /// Moves what is shown of the text.
    pub(super) fn scroll(&mut self, scroll: Scroll) {
        if let Self::Screen { top, .. } = self {
            let page = size().1.saturating_sub(BOTTOM + 1).max(1);
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

    /// Shows a text with two lines below, on a screen.
    pub(super) fn draw(&mut self, text: &str, status: &str, keys: &str) -> io::Result<()> {
        let Self::Screen { colours, top } = self else {
            return Ok(());
        };
        let (width, height) = size();
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
        let mut out = io::stdout().lock();
        for (line, row) in (0u16..).zip(shown.chain(bottom).take(height)) {
            let row = if *colours {
                row
            } else {
                strip_str(&row).to_string()
            };
            // First cleared: behind a full row the cursor still stands on its last letter.
            queue!(
                out,
                MoveTo(0, line),
                Clear(ClearType::UntilNewLine),
                Print(row)
            )?;
        }
        out.flush()
    }
}

impl Drop for Face {
    fn drop(&mut self) {
        give_back();
    }
}

/// Makes the terminal what it was before.
fn give_back() {
    if HELD.swap(false, Ordering::Relaxed) {
        // There is nobody to tell if it is gone.
        let _ = execute!(io::stdout(), Show, EnableLineWrap, LeaveAlternateScreen);
        let _ = terminal::disable_raw_mode();
    }
}

/// Columns and rows.
fn size() -> (usize, usize) {
    let (columns, rows) = terminal::size().unwrap_or((80, 24));
    (usize::from(columns), usize::from(rows))
}
