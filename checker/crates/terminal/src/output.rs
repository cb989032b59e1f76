//! Standard output, and its size.

use crate::style::Style;
use anstream::AutoStream;
use course::error::Error;
use course::lesson::Course;
use std::io::{self, Write};

/// Writes to standard output. It is no error if the reader stops reading (`| head`).
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = AutoStream::auto(io::stdout());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::while_doing("write the report")(error))
        }
        _ => Ok(()),
    }
}

/// How to write a report for this terminal.
pub fn style(course: &Course, all: bool) -> Style<'_> {
    let (width, height) = size();
    Style {
        width,
        height,
        all,
        next: None,
        root: &course.root,
        in_watch: false,
    }
}

/// Columns and lines of the terminal, if there is one.
pub fn window() -> Option<(usize, usize)> {
    let (columns, lines) = terminal_size::terminal_size()?;
    Some((columns.0.into(), lines.0.into()))
}

/// Columns and lines to write to: those of the terminal, within reason; 80 and 24 if there
/// is none.
pub fn size() -> (usize, usize) {
    let (columns, lines) = window().unwrap_or((80, 24));
    (columns.clamp(60, 100), lines.clamp(24, 60))
}
