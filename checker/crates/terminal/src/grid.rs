//! Rows of a table, in columns. If they are too wide for that, each value gets a line.

use crate::text::{clipped, padded};
use crate::words::{BOLD, DIM, paint};
use harness::inspection::{Cell, Grid};
use std::borrow::Cow;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// No column is made narrower than this.
const NARROWEST: usize = 8;

/// What stands between two columns.
const BETWEEN: &str = " │ ";

/// Writes the rows, indented by four blanks, in at most `width` columns.
pub fn write(out: &mut dyn Write, grid: &Grid, width: usize) -> io::Result<()> {
    let room = width.saturating_sub(4);
    match widths(grid, room) {
        Some(widths) => write_table(out, grid, &widths)?,
        None => write_records(out, grid, room, |text, width| {
            vec![clipped(text, width).into()]
        })?,
    }
    write_more(out, grid)
}

fn write_more(out: &mut dyn Write, grid: &Grid) -> io::Result<()> {
    if grid.more {
        writeln!(out, "    {}", paint(DIM, "… more rows"))?;
    }
    Ok(())
}

/// Like [`write()`], with all of each value: if it needs more room than there is, it gets several
/// lines.
pub fn write_whole(out: &mut dyn Write, grid: &Grid, width: usize) -> io::Result<()> {
    let room = width.saturating_sub(4);
    let widths = natural_widths(grid);
    if table_width(&widths) <= room {
        return write(out, grid, width);
    }
    write_records(out, grid, room, |text, width| {
        broken(text, width.max(NARROWEST))
    })?;
    write_more(out, grid)
}

/// A text in lines of at most `width` columns. Nothing is lost: put behind one another, they are the
/// text.
fn broken(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = end_of_line(rest, width) {
        let (line, after) = rest.split_at(end);
        lines.push(line.into());
        rest = after;
    }
    lines.push(rest.into());
    lines
}

/// Where the first line ends if the text is longer: behind a blank, or else in a word.
fn end_of_line(text: &str, width: usize) -> Option<usize> {
    let mut columns = 0;
    let mut blank = None;
    for (at, sign) in text.char_indices() {
        columns += sign.width().unwrap_or(0);
        if columns > width {
            return blank.or(Some(at));
        }
        if sign == ' ' {
            blank = Some(at + 1);
        }
    }
    None
}

/// The widths of the columns if nothing is cut.
fn natural_widths(grid: &Grid) -> Vec<usize> {
    let column = |number: usize| {
        let cells = grid.rows.iter().map(|row| row[number].text().width());
        let name = grid.columns[number].width();
        cells.chain([name]).max().unwrap_or(0).max(1)
    };
    (0..grid.columns.len()).map(column).collect()
}

fn table_width(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + BETWEEN.width() * widths.len().saturating_sub(1)
}

/// The widths of the columns, if they fit: the widest give way first.
fn widths(grid: &Grid, room: usize) -> Option<Vec<usize>> {
    let mut widths = natural_widths(grid);
    loop {
        if table_width(&widths) <= room {
            return Some(widths);
        }
        let widest = widths.iter_mut().max()?;
        if *widest <= NARROWEST {
            return None;
        }
        *widest -= 1;
    }
}

fn write_table(out: &mut dyn Write, grid: &Grid, widths: &[usize]) -> io::Result<()> {
    let between = paint(DIM, BETWEEN);
    let names = grid.columns.iter().zip(widths);
    let last = widths.len().saturating_sub(1);
    let names: Vec<String> = names
        .enumerate()
        .map(|(number, (name, width))| {
            let fit = if number == last { clipped } else { padded };
            paint(BOLD, &fit(name, *width))
        })
        .collect();
    writeln!(out, "    {}", names.join(&between))?;
    let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    writeln!(out, "    {}", paint(DIM, &rules.join("─┼─")))?;
    for row in &grid.rows {
        let cells = row.iter().zip(widths).enumerate();
        let cells: Vec<String> = cells
            .map(|(number, (cell, width))| cell_text(cell, *width, number == last))
            .collect();
        writeln!(out, "    {}", cells.join(&between))?;
    }
    Ok(())
}

/// Numbers stand at the right, because `'1'` and `1` are not the same to SQLite. Lines do
/// not end in blanks.
fn cell_text(cell: &Cell, width: usize, is_last: bool) -> String {
    let fit = if is_last { clipped } else { padded };
    let text = fit(&cell.text(), width);
    match cell {
        Cell::Number(_) => format!("{:>width$}", text.trim_end()),
        Cell::Null => paint(DIM, &text),
        Cell::Text(_) | Cell::Blob(..) => text,
    }
}

/// Each value in a line of its own, or in as many as `fit` makes of it.
fn write_records(
    out: &mut dyn Write,
    grid: &Grid,
    room: usize,
    fit: fn(&str, usize) -> Vec<Cow<'_, str>>,
) -> io::Result<()> {
    let names = grid.columns.iter().map(|name| name.width());
    let name_width = names.max().unwrap_or(0).min(room / 2);
    for (number, row) in grid.rows.iter().enumerate() {
        writeln!(out, "    {}", paint(DIM, &format!("row {}", number + 1)))?;
        for (name, cell) in grid.columns.iter().zip(row) {
            let mut name = padded(name, name_width);
            for line in fit(&cell.text(), room.saturating_sub(name_width + 4)) {
                writeln!(out, "      {}  {line}", paint(BOLD, &name))?;
                name = padded("", name_width);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_broken_and_loses_nothing() {
        for text in ["one two  three ", "  ", "日本語日本語日", "abcdefghijk", ""] {
            let lines = broken(text, 6);
            assert_eq!(lines.concat(), text);
            assert!(lines.iter().all(|line| line.width() <= 6), "{lines:?}");
        }
        assert_eq!(broken("one two three", 6), ["one ", "two ", "three"]);
        assert_eq!(broken("one two  three", 8), ["one two ", " three"]);
        assert_eq!(broken("日本語", 5), ["日本", "語"]);
    }
}
