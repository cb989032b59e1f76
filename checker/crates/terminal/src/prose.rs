//! The text of a lesson: blocks of Markdown in lines.

use crate::words::{BOLD, CYAN, DIM, ITALIC, paint};
use course::markdown::{Block, Item, Span, SpanKind};
use std::borrow::Cow;
use std::io::{self, Write};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

/// No column of a table gets narrower than this.
const NARROW: usize = 8;

/// Between two columns of a table.
const GAP: &str = "  ";

/// Writes blocks, with an empty line between two of them.
pub fn write(out: &mut dyn Write, blocks: &[Block], indent: &str, width: usize) -> io::Result<()> {
    let lines = lines(blocks, width.saturating_sub(display_width(indent)));
    for line in lines {
        writeln!(out, "{}", format!("{indent}{line}").trim_end())?;
    }
    Ok(())
}

fn lines(blocks: &[Block], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(block_lines(block, width));
    }
    lines
}

fn block_lines(block: &Block, width: usize) -> Vec<String> {
    match block {
        Block::Heading(spans) => wrapped(&paint(BOLD, &text(spans)), width),
        Block::Paragraph(spans) => wrapped(&text(spans), width),
        // Code is not wrapped.
        Block::Code { text, .. } => text.lines().map(|line| format!("    {line}")).collect(),
        Block::List(items) => items.iter().flat_map(|item| point(item, width)).collect(),
        Block::Table(rows) => table(rows, width),
        Block::Quote(blocks) => lines(blocks, width.saturating_sub(2))
            .iter()
            .map(|line| format!("{} {line}", paint(DIM, "│")))
            .collect(),
    }
}

fn point(item: &Item, width: usize) -> Vec<String> {
    let mark = match item.number {
        Some(number) => format!("{number}. "),
        None => "• ".to_owned(),
    };
    let rest = " ".repeat(display_width(&mark));
    let blocks = item.blocks.iter();
    let lines = blocks.flat_map(|block| block_lines(block, width.saturating_sub(rest.len())));
    let marked = lines.enumerate().map(|(number, line)| {
        let before = if number == 0 { &mark } else { &rest };
        format!("{before}{line}")
    });
    marked.collect()
}

fn text(spans: &[Span]) -> String {
    let mut text = String::new();
    for Span { text: words, kind } in spans {
        match kind {
            SpanKind::Plain => text.push_str(words),
            SpanKind::Strong => text.push_str(&paint(BOLD, words)),
            SpanKind::Emphasis => text.push_str(&paint(ITALIC, words)),
            // A name that SQL quotes with backticks needs no more of them.
            SpanKind::Code if words.contains('`') => text.push_str(&paint(CYAN, words)),
            SpanKind::Code => text.push_str(&paint(CYAN, &format!("`{words}`"))),
            SpanKind::Link(address) => {
                text.push_str(words);
                if address.contains("://") && address != words {
                    text.push_str(&paint(DIM, &format!(" ({address})")));
                }
            }
        }
    }
    text
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width.max(NARROW))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(Cow::into_owned).collect()
}

fn table(rows: &[Vec<Vec<Span>>], width: usize) -> Vec<String> {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| text(cell)).collect())
        .collect();
    let columns = column_widths(&rows, width);
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        lines.extend(row_lines(row, &columns));
        if number == 0 {
            let rules = columns.iter().map(|width| "─".repeat(*width));
            let rules: Vec<String> = rules.collect();
            lines.push(paint(DIM, &rules.join(GAP)));
        }
    }
    lines
}

/// Columns are as wide as their texts. If that is too much, the widest give way.
fn column_widths(rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![1; count];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = display_width(cell).max(*width);
        }
    }
    let room = width.saturating_sub(GAP.len() * count.saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROW => *widest -= 1,
            _ => break,
        }
    }
    widths
}

fn row_lines(row: &[String], columns: &[usize]) -> Vec<String> {
    let cells = columns.iter().enumerate().map(|(index, width)| {
        let cell = row.get(index).map_or("", String::as_str);
        wrapped(cell, *width)
    });
    let cells: Vec<Vec<String>> = cells.collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |number: usize| {
        let parts = cells.iter().zip(columns).map(|(cell, width)| {
            let part = cell.get(number).map_or("", String::as_str);
            let pad = width.saturating_sub(display_width(part));
            format!("{part}{}", " ".repeat(pad))
        });
        let parts: Vec<String> = parts.collect();
        parts.join(GAP).trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

#[cfg(test)]
mod tests;
