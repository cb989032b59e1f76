//! A drawing in characters.

use crate::diagram::layout::{Connector, ConnectorEnd, Layout, PlacedBox};
use crate::diagram::model::{BoxRow, Diagram, TableBox};
use crate::text::{clipped, padded};
use crate::words::{BOLD, paint};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// In which directions a line leaves a cell.
const NORTH: u8 = 1;
const EAST: u8 = 2;
const SOUTH: u8 = 4;
const WEST: u8 = 8;

/// Fills the second column of a character that is two columns wide.
const COVERED: char = '\0';

/// Characters by line and column.
pub(super) struct Canvas(Vec<Vec<char>>);

impl Canvas {
    pub(super) fn new(layout: &Layout) -> Self {
        Self(vec![vec![' '; layout.width]; layout.height])
    }

    /// Draws a connector; where it crosses others, too.
    pub(super) fn draw_line(&mut self, line: &Connector) {
        let (first, last) = line.span();
        for y in first..=last {
            let ends = line.ends.iter().filter(|end| end.y == y);
            let sides = ends
                .map(|end| side_of(line, end))
                .fold(0, |all, side| all | side);
            let north = if y > first { NORTH } else { 0 };
            let south = if y < last { SOUTH } else { 0 };
            self.join(line.lane, y, north | south | sides);
        }
        for end in &line.ends {
            let (from, to) = (end.border.min(line.lane), end.border.max(line.lane));
            for x in from + 1..to {
                self.join(x, end.y, EAST | WEST);
            }
        }
    }

    fn join(&mut self, x: usize, y: usize, directions: u8) {
        let cell = &mut self.0[y][x];
        // Two lines that cross do not meet.
        *cell = if *cell == ' ' {
            character(directions)
        } else {
            '┼'
        };
    }

    /// Draws where a connector leaves a box, and what it points to.
    pub(super) fn draw_ends(&mut self, line: &Connector, boxes: &[PlacedBox]) {
        for end in &line.ends {
            let (before, head, tail) = match side_of(line, end) {
                WEST => (end.border + 1, '◄', '├'),
                _ => (end.border - 1, '►', '┤'),
            };
            let is_at_name = end.y == boxes[end.table].y;
            if end.head {
                self.0[end.y][before] = head;
            } else if !is_at_name {
                self.0[end.y][end.border] = tail;
            }
        }
    }

    pub(super) fn draw_box(&mut self, table: &TableBox, placed: PlacedBox) {
        let PlacedBox {
            x,
            y,
            width,
            height,
            ..
        } = placed;
        let inner = width.saturating_sub(2);
        let title = clipped(&table.title(), inner.saturating_sub(4));
        let rest = "─".repeat(inner.saturating_sub(title.width() + 3));
        self.put(x, y, &format!("┌─ {title} {rest}┐"));
        let more = (table.more > 0).then(|| format!("… {} more", table.more));
        let rows = table
            .rows
            .iter()
            .map(|row| row_text(row, placed))
            .chain(more);
        for (number, text) in rows.enumerate() {
            let text = padded(&text, inner.saturating_sub(2));
            self.put(x, y + 1 + number, &format!("│ {text} │"));
        }
        self.put(x, y + height - 1, &format!("└{}┘", "─".repeat(inner)));
    }

    fn put(&mut self, x: usize, y: usize, text: &str) {
        let mut at = x;
        for c in text.chars() {
            let width = c.width().unwrap_or(0);
            if width == 0 || at + width > self.0[y].len() {
                continue;
            }
            self.0[y][at] = c;
            for covered in &mut self.0[y][at + 1..at + width] {
                *covered = COVERED;
            }
            at += width;
        }
    }

    /// The lines of text from top to bottom, with the names of tables in bold.
    pub(super) fn lines(&self, layout: &Layout, diagram: &Diagram) -> Vec<String> {
        let line = |(y, cells): (usize, &Vec<char>)| {
            let text =
                |cells: &[char]| -> String { cells.iter().filter(|c| **c != COVERED).collect() };
            let (mut line, mut at) = (String::new(), 0);
            let titles = layout.boxes.iter().zip(&diagram.boxes);
            let mut titles: Vec<_> = titles.filter(|(placed, _)| placed.y == y).collect();
            titles.sort_by_key(|(placed, _)| placed.x);
            for (placed, table) in titles {
                let name = clipped(&table.title(), placed.width.saturating_sub(6));
                let start = placed.x + 3;
                line += &text(&cells[at..start]);
                line += &paint(BOLD, &name);
                at = start + name.width();
            }
            line += &text(&cells[at..]);
            line.trim_end().to_owned()
        };
        self.0.iter().enumerate().map(line).collect()
    }
}

/// Name, type and marks, each in its column.
fn row_text(row: &BoxRow, placed: PlacedBox) -> String {
    let mut text = padded(&row.name, placed.name_width);
    if placed.kind_width > 0 {
        text = format!("{text} {}", padded(&row.kind, placed.kind_width));
    }
    format!("{text} {}", row.signs())
}

/// On which side of its lane an end lies.
fn side_of(line: &Connector, end: &ConnectorEnd) -> u8 {
    if end.border < line.lane { WEST } else { EAST }
}

const CHARACTERS: [(u8, char); 8] = [
    (EAST | WEST, '─'),
    (NORTH | SOUTH, '│'),
    (SOUTH | WEST, '╮'),
    (NORTH | WEST, '╯'),
    (EAST | SOUTH, '╭'),
    (NORTH | EAST, '╰'),
    (NORTH | SOUTH | WEST, '┤'),
    (NORTH | SOUTH | EAST, '├'),
];

fn character(directions: u8) -> char {
    let mut known = CHARACTERS.iter();
    known
        .find(|(known, _)| *known == directions)
        .map_or('┼', |(_, c)| *c)
}
