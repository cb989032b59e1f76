//! What every report is made of: rules, paragraphs, items of lists, code, and the line
//! that says what to do next.

use crate::code::reflow;
use crate::style::Style;
use crate::words::{BOLD, DIM, RED, paint};
use std::borrow::Cow;
use std::io::{self, Write};
use textwrap::Options;
use unicode_width::UnicodeWidthStr;

/// Text in longer lines is hard to read.
const LONGEST: usize = 90;

/// ` ── left ─────────── right`
pub fn write_rule(
    out: &mut dyn Write,
    left: &str,
    right: &str,
    style: Style<'_>,
) -> io::Result<()> {
    let used = left.width() + right.width() + 7;
    let line = "─".repeat(style.width.saturating_sub(used).max(2));
    writeln!(
        out,
        "\n {} {} {} {right}",
        paint(DIM, "──"),
        paint(BOLD, left),
        paint(DIM, &line)
    )
}

/// Writes a paragraph, indented by four blanks.
pub fn write_paragraph(out: &mut dyn Write, text: &str, width: usize) -> io::Result<()> {
    for line in paragraph(text, 4, width) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Wrapped text behind so many blanks.
pub fn paragraph(text: &str, indent: usize, width: usize) -> Vec<String> {
    let indent = " ".repeat(indent);
    let options = Options::new(width.min(LONGEST))
        .initial_indent(&indent)
        .subsequent_indent(&indent);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(Cow::into_owned).collect()
}

/// Leaves so many lines of a paragraph; `…` says that it goes on.
pub(crate) fn cut_paragraph(lines: &mut Vec<String>, most: usize, width: usize) {
    if lines.len() <= most {
        return;
    }
    lines.truncate(most);
    let Some(last) = lines.last_mut() else { return };
    while last.width() + 2 > width
        && let Some((before, _)) = last.rsplit_once(' ')
    {
        *last = before.to_owned();
    }
    last.push_str(" …");
}

/// Writes an item of a list, with a mark one column wide.
pub fn write_item(out: &mut dyn Write, mark: &str, text: &str, style: Style<'_>) -> io::Result<()> {
    for line in item(mark, text, style) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The lines of an item.
pub(crate) fn item(mark: &str, text: &str, style: Style<'_>) -> Vec<String> {
    let lines = textwrap::wrap(text, style.width.saturating_sub(6).max(20));
    let with_mark = |(number, line): (usize, &Cow<'_, str>)| {
        let mark = if number == 0 { mark } else { " " };
        format!("    {mark} {line}")
    };
    lines.iter().enumerate().map(with_mark).collect()
}

/// Writes code, in rows that fit.
pub fn write_code(out: &mut dyn Write, code: &str, width: usize) -> io::Result<()> {
    for row in reflow::code(code, width.saturating_sub(8)) {
        writeln!(out, "        {}", paint(BOLD, &row.text))?;
    }
    Ok(())
}

/// Writes what to do next.
pub fn write_next(out: &mut dyn Write, what: &str) -> io::Result<()> {
    writeln!(out, "\n    {} {what}\n", paint(BOLD, "Next:"))
}

/// Writes something to know that is no error.
pub fn write_note(out: &mut dyn Write, message: &str) -> io::Result<()> {
    writeln!(out, "{}: {message}", paint(BOLD, "note"))
}

/// Writes an error of the program's own.
pub fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    writeln!(out, "{}: {message}", paint(RED, "error"))
}
