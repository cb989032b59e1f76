//! The terminal as a screen of our own, on which lines are drawn and keys are read.
//! [`Screen`] is its only owner: nothing else uses crossterm, and nothing else switches the
//! terminal's modes.

mod key;

pub use key::Key;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, DisableLineWrap, EnableLineWrap,
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, execute, queue, style};
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whether the terminal is in our hands, so that it is given back only once.
static HELD: AtomicBool = AtomicBool::new(false);

/// The terminal while it shows our screen. When this is dropped, the terminal is what it
/// was before.
#[derive(Debug)]
pub struct Screen {
    /// Whether there may be colours.
    coloured: bool,
}

/// Something that happened at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// The window has another size.
    Resized,
    /// Anything else.
    Other,
}

impl Screen {
    /// Whether somebody is there to see a screen and to press keys.
    pub fn is_possible() -> bool {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let dumb = dumb && !cfg!(windows);
        io::stdin().is_terminal() && io::stdout().is_terminal() && !dumb
    }

    /// Takes the terminal. From here on a panic gives it back before the message is printed.
    pub fn enter() -> io::Result<Self> {
        let coloured = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            restore();
            before(info);
        }));
        let screen = Self { coloured };
        take()?;
        Ok(screen)
    }

    /// Columns and lines.
    pub fn size() -> (usize, usize) {
        let (columns, lines) = terminal::size().unwrap_or((80, 24));
        (usize::from(columns).max(1), usize::from(lines).max(1))
    }

    /// Puts lines on the screen, all at once.
    pub fn draw(&self, lines: &[String]) -> io::Result<()> {
        let height = terminal::size().map_or(u16::MAX, |(_, lines)| lines);
        let mut out = io::stdout().lock();
        queue!(out, BeginSynchronizedUpdate)?;
        for (row, line) in (0..).zip(lines) {
            let plain = anstream::adapter::strip_str(line).to_string();
            let line = if self.coloured { line } else { &plain };
            // Cleared first: after a full line the cursor is still on its last character.
            queue!(
                out,
                cursor::MoveTo(0, row),
                Clear(ClearType::UntilNewLine),
                style::Print(line)
            )?;
        }
        if let Some(row) = u16::try_from(lines.len()).ok().filter(|row| *row < height) {
            queue!(
                out,
                cursor::MoveTo(0, row),
                Clear(ClearType::FromCursorDown)
            )?;
        }
        queue!(out, EndSynchronizedUpdate)?;
        out.flush()
    }

    /// Waits so long for input. `None`: there was none.
    pub fn wait(&self, patience: Duration) -> io::Result<Option<Input>> {
        event::poll(patience)?.then(Self::read).transpose()
    }

    /// Lends the terminal to another program until that ends.
    pub fn lend<T>(&self, to: impl FnOnce() -> T) -> io::Result<T> {
        restore();
        let given = to();
        take()?;
        Ok(given)
    }

    /// Waits for the next input. This also works on a thread that has no screen.
    pub fn read() -> io::Result<Input> {
        Ok(match event::read()? {
            Event::Resize(..) => Input::Resized,
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                key_of(key).map_or(Input::Other, Input::Key)
            }
            _ => Input::Other,
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn take() -> io::Result<()> {
    HELD.store(true, Ordering::Relaxed);
    terminal::enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(out, EnterAlternateScreen, DisableLineWrap, cursor::Hide)
}

/// Makes the terminal what it was before.
fn restore() {
    if HELD.swap(false, Ordering::Relaxed) {
        // If this fails, the terminal is gone.
        let mut out = io::stdout();
        let _ = execute!(out, cursor::Show, EnableLineWrap, LeaveAlternateScreen);
        let _ = terminal::disable_raw_mode();
    }
}

fn key_of(key: KeyEvent) -> Option<Key> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c' | 'd') => Some(Key::Interrupt),
            KeyCode::Char('u') => Some(Key::Clear),
            KeyCode::Char('p') => Some(Key::Up),
            KeyCode::Char('n') => Some(Key::Down),
            KeyCode::Char('h') => Some(Key::Backspace),
            _ => None,
        };
    }
    Some(match key.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        _ => return None,
    })
}
