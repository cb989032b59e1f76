//! Where the boxes of a diagram stand and how its lines run, in cells of a
//! terminal. A line that is drawn as SVG takes the same way.
//!
//! The boxes stand in two columns, or in one, and all lines run in the gutter
//! beside them: from a box straight into the gutter, along it on a lane, and
//! straight to the other box. Foreign keys to the same column share a lane.

mod place;

use crate::diagram::{Diagram, TableBox};
use unicode_width::UnicodeWidthStr;

/// A box is at most so wide, if its columns have long names or types.
const NAME: usize = 26;
const KIND: usize = 16;

/// Narrower than this nothing of a table can be read.
const NARROWEST: usize = 16;

/// A diagram with a place for everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Columns that are used.
    pub width: usize,
    /// Lines that are used.
    pub height: usize,
    /// The boxes, in the order of the diagram's.
    pub boxes: Vec<Placed>,
    /// The lines between them.
    pub lines: Vec<Line>,
}

/// A box: its upper border at `y` has the table's name in it, the lines below
/// are the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The first column.
    pub x: usize,
    /// The first line.
    pub y: usize,
    /// Columns, with both borders.
    pub width: usize,
    /// Lines, with both borders.
    pub height: usize,
    /// Columns for the names of columns.
    pub name_width: usize,
    /// Columns for their types.
    pub kind_width: usize,
}

/// All foreign keys that refer to the same column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The column in which it runs up and down.
    pub lane: usize,
    /// Its ends.
    pub ends: Vec<End>,
}

/// One end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The box, as a place in [`Layout::boxes`].
    pub table: usize,
    /// The line on which it leaves the box.
    pub y: usize,
    /// The border of the box, from which it runs to the lane.
    pub border: usize,
    /// Whether this is what the others refer to.
    pub head: bool,
}

impl Line {
    /// The first and the last line that its lane covers.
    pub fn span(&self) -> (usize, usize) {
        let ys = self.ends.iter().map(|end| end.y);
        (ys.clone().min().unwrap_or(0), ys.max().unwrap_or(0))
    }
}

/// Finds a place for everything in at most `width` columns: two columns of boxes
/// if they fit, else one.
pub fn layout(diagram: &Diagram, width: usize) -> Layout {
    let sizes: Vec<Size> = diagram.boxes.iter().map(size).collect();
    place::in_two_columns(diagram, &sizes, width)
        .unwrap_or_else(|| place::in_one_column(diagram, &sizes, width))
}

/// How large a box wants to be.
#[derive(Debug, Clone, Copy)]
struct Size {
    name: usize,
    kind: usize,
    marks: usize,
    title: usize,
    height: usize,
}

impl Size {
    /// Border, blank, name, blank, type, blank, marks, blank, border.
    fn width(self) -> usize {
        let gap = |width: usize| if width == 0 { 0 } else { width + 1 };
        (4 + self.name + gap(self.kind) + gap(self.marks)).max(self.title + 6)
    }

    /// Gives up columns of types first, then of names.
    fn narrowed(self, width: usize) -> Self {
        let mut size = self;
        while size.width() > width && size.title > width.saturating_sub(6) {
            size.title -= 1;
        }
        while size.width() > width && size.kind > 0 {
            size.kind -= 1;
        }
        while size.width() > width && size.name > 1 {
            size.name -= 1;
        }
        size
    }
}

fn size(table: &TableBox) -> Size {
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
    let rows = &table.rows;
    Size {
        name: widest(&mut rows.iter().map(|row| row.name.width())).clamp(1, NAME),
        kind: widest(&mut rows.iter().map(|row| row.kind.width())).min(KIND),
        marks: widest(&mut rows.iter().map(|row| row.signs().width())),
        title: table.name.width().clamp(1, NAME),
        height: rows.len() + usize::from(table.more > 0) + 2,
    }
}

#[cfg(test)]
mod tests;
