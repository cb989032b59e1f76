//! Given: what `sql` returns, and how it looks in 80 columns.

use std::fmt::{self, Write};

use rusqlite::types::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The result of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The first rows, at most [`Table::LIMIT`]. Each has a value for each column.
    pub rows: Vec<Vec<Value>>,
    /// Whether there are more rows than these.
    pub more: bool,
}

impl Table {
    /// So many rows are read. A SELECT may have millions of them, or never end.
    pub const LIMIT: usize = 100;

    /// No line is wider, in columns of a terminal.
    pub const WIDTH: usize = 80;

    /// How many rows there are, in words.
    fn summary(&self) -> String {
        match self.rows.len() {
            rows if self.more => format!("(the first {rows} rows; there are more)"),
            0 => "(no rows)".to_owned(),
            1 => "(1 row)".to_owned(),
            rows => format!("({rows} rows)"),
        }
    }
}

/// Between two columns.
const GAP: &str = "  ";
/// Where something was cut.
const CUT: char = '…';
/// A column is not made narrower than that.
const NARROWEST: usize = 3;

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = self.widths();
        let shown = columns_that_fit(widest.len());
        let widths = fitted(&widest[..shown]);
        if !self.columns.is_empty() {
            let names = self.columns.iter().map(|name| one_line(name)).collect();
            line(formatter, &widths, names)?;
            let rules = widths.iter().map(|width| "-".repeat(*width)).collect();
            line(formatter, &widths, rules)?;
        }
        for row in &self.rows {
            line(formatter, &widths, row.iter().map(text).collect())?;
        }
        if shown < self.columns.len() {
            let hidden = self.columns.len() - shown;
            writeln!(
                formatter,
                "(not shown, for want of room: {hidden} more columns)"
            )?;
        }
        writeln!(formatter, "{}", self.summary())
    }
}

impl Table {
    /// The width that each column would like to have.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|c| one_line(c).width()).collect();
        for row in &self.rows {
            for (width, value) in widths.iter_mut().zip(row) {
                *width = text(value).width().max(*width);
            }
        }
        widths
    }
}

fn columns_that_fit(columns: usize) -> usize {
    columns.min((Table::WIDTH + GAP.len()) / (NARROWEST + GAP.len()))
}

/// Takes from the widest columns until all fit side by side.
fn fitted(widest: &[usize]) -> Vec<usize> {
    let gaps = GAP.len() * widest.len().saturating_sub(1);
    let room = Table::WIDTH - gaps;
    // No column is wider than the limit: the largest limit with which they fit.
    let with = |limit: usize| widest.iter().map(move |width| (*width).min(limit));
    let limits = (NARROWEST..=room).rev();
    let limit = limits
        .into_iter()
        .find(|limit| with(*limit).sum::<usize>() <= room);
    with(limit.unwrap_or(NARROWEST)).collect()
}

fn line(formatter: &mut fmt::Formatter<'_>, widths: &[usize], cells: Vec<String>) -> fmt::Result {
    let mut line = String::new();
    for (cell, width) in cells.into_iter().zip(widths) {
        let cell = cut(cell, *width);
        line.push_str(&cell);
        // Not `{:width$}`: that counts characters, and 日 takes two columns.
        line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
        line.push_str(GAP);
    }
    writeln!(formatter, "{}", line.trim_end())
}

/// The text in `width` columns of a terminal.
fn cut(text: String, width: usize) -> String {
    if text.width() <= width {
        return text;
    }
    let mut short = String::new();
    let mut used = CUT.width().unwrap_or(1);
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > width {
            break;
        }
        short.push(letter);
    }
    short.push(CUT);
    short
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => format!("{number:?}"),
        Value::Text(text) => one_line(text),
        Value::Blob(bytes) => {
            let mut digits = String::new();
            for byte in bytes {
                let _ = write!(digits, "{byte:02x}");
            }
            format!("x'{digits}'")
        }
    }
}

/// Without line breaks, and without anything that a terminal takes for an order.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for letter in text.chars() {
        if letter.is_control() {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}
