//! Where the boxes of a diagram stand and how its lines run, in cells of a
//! terminal. In SVG they stand and run in the same way.
//!
//! The boxes stand in two columns, or in one, and all lines run in the gutter
//! beside them: from a box straight into the gutter, along it on a lane, and
//! straight to the other box. Foreign keys to the same column share a lane.

mod geometry;
mod placement;
mod size;

pub use geometry::{Connector, ConnectorEnd, Layout, PlacedBox};

use crate::diagram::model::Diagram;
use size::Size;

/// Finds a position for everything in at most `width` columns: two columns of boxes
/// if they fit, else one.
pub fn layout(diagram: &Diagram, width: usize) -> Layout {
    let sizes: Vec<Size> = diagram.boxes.iter().map(size::size).collect();
    placement::in_two_columns(diagram, &sizes, width)
        .unwrap_or_else(|| placement::in_one_column(diagram, &sizes, width))
}

#[cfg(test)]
mod tests;
