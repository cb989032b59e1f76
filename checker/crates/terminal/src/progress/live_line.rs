//! A line on standard error that changes, behind a sign of life: nothing else is to be written
//! as long as it is there. Libraries for this have bars, templates and a clock of their own,
//! which every student would compile.

use crate::{output, text};
use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long each sign of life is shown.
const TICK: Duration = Duration::from_millis(120);

/// One after the other.
const SIGNS: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// Removes what is right of the cursor (ECMA-48, EL).
const CLEAR: &str = "\x1b[K";

/// The line: there is none until something is shown.
#[derive(Default)]
pub(super) struct LiveLine {
    drawn: RefCell<Option<(Sender<String>, JoinHandle<()>)>>,
}

impl LiveLine {
    /// Shows this text instead of the last one.
    pub(super) fn show(&self, text: String) {
        let mut drawn = self.drawn.borrow_mut();
        let (sender, _) = drawn.get_or_insert_with(|| {
            let (sender, receiver) = mpsc::channel();
            (sender, thread::spawn(move || draw(&receiver)))
        });
        // The thread ends after us.
        let _ = sender.send(text);
    }

    /// Takes the line away. When this returns, the cursor is where it was.
    pub(super) fn clear(&self) {
        if let Some((sender, thread)) = self.drawn.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

impl Drop for LiveLine {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Draws each text that comes, until no more can come.
fn draw(texts: &Receiver<String>) {
    let mut last = String::new();
    for sign in SIGNS.iter().cycle() {
        match texts.recv_timeout(TICK) {
            Ok(text) => last = text,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let width = output::window().map_or(80, |(columns, _)| columns);
        write(&text::clipped(
            &format!("{sign} {last}"),
            width.saturating_sub(1),
        ));
    }
    write("");
}

fn write(line: &str) {
    // If nobody can read it, the work goes on all the same.
    let _ = write!(io::stderr(), "\r{line}{CLEAR}");
}
