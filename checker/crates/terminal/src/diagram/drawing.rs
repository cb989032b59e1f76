//! A diagram in the terminal: boxes, connectors, and the foreign keys in words.

use crate::diagram::canvas::Canvas;
use crate::diagram::layout::layout;
use crate::diagram::model::Diagram;
use crate::text::clipped;
use crate::words::{DIM, paint, plural};
use std::io::{self, Write};

/// Writes the diagram and what its flags mean, indented by four blanks.
pub fn write(out: &mut dyn Write, diagram: &Diagram, width: usize) -> io::Result<()> {
    if diagram.boxes.is_empty() {
        return writeln!(out, "    {}", paint(DIM, "There are no tables."));
    }
    for line in draw(diagram, width.saturating_sub(4)) {
        writeln!(out, "    {line}")?;
    }
    if diagram.more > 0 {
        let more = format!("… {}", plural(diagram.more, "more table"));
        writeln!(out, "    {}", paint(DIM, &more))?;
    }
    writeln!(out, "    {}", paint(DIM, &diagram.legend()))?;
    if !diagram.edges.is_empty() || !diagram.dangling.is_empty() {
        writeln!(out)?;
    }
    let edges = diagram.edges.iter().map(|edge| diagram.sentence(edge));
    for sentence in edges.chain(diagram.dangling.iter().cloned()) {
        writeln!(out, "    {}", clipped(&sentence, width.saturating_sub(4)))?;
    }
    Ok(())
}

/// The lines of the drawing, each at most `width` columns wide.
fn draw(diagram: &Diagram, width: usize) -> Vec<String> {
    let layout = layout(diagram, width);
    let mut canvas = Canvas::new(&layout);
    for line in &layout.connectors {
        canvas.draw_line(line);
    }
    for (table, placed) in diagram.boxes.iter().zip(&layout.boxes) {
        canvas.draw_box(table, *placed);
    }
    for line in &layout.connectors {
        canvas.draw_ends(line, &layout.boxes);
    }
    canvas.lines(&layout, diagram)
}
