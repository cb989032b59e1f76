//! Positions, in cells of a terminal.

/// A diagram in which everything has its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Columns that are used.
    pub width: usize,
    /// Lines that are used.
    pub height: usize,
    /// The boxes, in the order of the diagram's.
    pub boxes: Vec<PlacedBox>,
    /// What connects them.
    pub connectors: Vec<Connector>,
}

/// A box: its upper border at `y` has the table's name in it, the lines below
/// are the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedBox {
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

/// The line of all foreign keys that refer to the same column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connector {
    /// The column in which it runs up and down.
    pub lane: usize,
    /// Its ends.
    pub ends: Vec<ConnectorEnd>,
}

/// One end of a connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectorEnd {
    /// The box, by its index in [`Layout::boxes`].
    pub table: usize,
    /// The line on which it leaves the box.
    pub y: usize,
    /// The border of the box, from which it runs to the lane.
    pub border: usize,
    /// Whether this end is what the others refer to.
    pub head: bool,
}

impl Connector {
    /// The first and the last line that its lane covers.
    pub fn span(&self) -> (usize, usize) {
        let ys = self.ends.iter().map(|end| end.y);
        (ys.clone().min().unwrap_or(0), ys.max().unwrap_or(0))
    }
}
