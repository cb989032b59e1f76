//! Rows of a table, in columns. If they are too wide for that, each value gets a line.

use crate::text::{clipped, padded};
use crate::words::{BOLD, DIM, paint};
use harness::inspection::{Cell, Grid};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// No column is made narrower than this.
const NARROWEST: usize = 8;

/// What stands between two columns.
const BETWEEN: &str = " │ ";

/// Writes the rows, indented by four blanks, in at most `width` columns.
pub fn write(out: &mut dyn Write, grid: &Grid, width: usize) -> io::Result<()> {
    let room = width.saturating_sub(4);
    match widths(grid, room) {
        Some(widths) => write_table(out, grid, &widths)?,
        None => write_records(out, grid, room, |text, width| vec![clipped(text, width)])?,
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
        let lines = textwrap::wrap(text, width.max(NARROWEST));
        lines.iter().map(ToString::to_string).collect()
    })?;
    write_more(out, grid)
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
    fit: fn(&str, usize) -> Vec<String>,
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
