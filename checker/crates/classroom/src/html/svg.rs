//! A diagram as SVG: the same boxes and connectors as in the terminal, in the colours of
//! the text around it, whether light or dark.

use maud::{Markup, html};
use terminal::diagram::layout::{Connector, Layout, PlacedBox, layout};
use terminal::diagram::{BoxRow, Diagram, TableBox};
use terminal::text::clipped;

/// Pixels of a cell. Letters are a little narrower in all common fonts.
const CELL: (usize, usize) = (8, 20);

/// A margin, in pixels, so that lines at the edge are not cut.
const MARGIN: usize = 4;

/// Draws the diagram, in at most so many columns of text. `id` tells it from
/// other drawings of the page.
pub(super) fn svg(diagram: &Diagram, columns: usize, id: &str) -> Markup {
    let layout = layout(diagram, columns);
    let width = layout.width * CELL.0 + 2 * MARGIN;
    let height = layout.height * CELL.1 + 2 * MARGIN;
    let title = format!("{id}-title");
    let description = format!("{id}-description");
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby={ (title) " " (description) }
            viewBox={ "0 0 " (width) " " (height) } width=(rem(width)) height=(rem(height))
            font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="12" {
            title id=(title) { "Schema: " (names(diagram)) }
            desc id=(description) { (sentences(diagram)) " Marks: " (diagram.legend()) }
            g fill="none" stroke="currentColor" stroke-width="1.4" {
                @for line in &layout.connectors { (line_of(line)) }
            }
            @for (table, placed) in diagram.boxes.iter().zip(&layout.boxes) {
                (box_of(table, *placed))
            }
            g fill="currentColor" {
                @for line in &layout.connectors { (heads_of(line, &layout)) }
            }
        }
    }
}

/// A length that grows with the letters: so many pixels if they have their usual size.
fn rem(pixels: usize) -> String {
    format!("{}.{:04}rem", pixels / 16, pixels % 16 * 625)
}

fn names(diagram: &Diagram) -> String {
    let names: Vec<&str> = diagram
        .boxes
        .iter()
        .map(|table| table.name.as_str())
        .collect();
    names.join(", ")
}

fn sentences(diagram: &Diagram) -> String {
    let sentences = diagram
        .edges
        .iter()
        .map(|edge| diagram.sentence(edge) + ".");
    sentences.collect::<Vec<_>>().join(" ")
}

/// The middle of a cell, in pixels.
fn middle(x: usize, y: usize) -> (usize, usize) {
    (
        MARGIN + x * CELL.0 + CELL.0 / 2,
        MARGIN + y * CELL.1 + CELL.1 / 2,
    )
}

/// The name stands in the first of the box's lines, the columns in those below.
fn box_of(table: &TableBox, placed: PlacedBox) -> Markup {
    let x = middle(placed.x, 0).0;
    let top = MARGIN + placed.y * CELL.1;
    let width = (placed.width - 1) * CELL.0;
    let height = (placed.height - 1) * CELL.1 + CELL.1 / 2;
    let baseline = |row: usize| top + (row + 1) * CELL.1 + 15;
    let below_name = top + CELL.1;
    html! {
        rect x=(x) y=(top) width=(width) height=(height) rx="4"
            fill="none" stroke="currentColor" stroke-width="1.4" {}
        line x1=(x) x2=(x + width) y1=(below_name) y2=(below_name)
            stroke="currentColor" stroke-opacity="0.4" {}
        text x=(x + CELL.0) y=(top + 14) font-weight="bold" fill="currentColor" {
            (clipped(&table.name, placed.width.saturating_sub(3)))
        }
        @for (number, row) in table.rows.iter().enumerate() {
            (row_of(row, placed, x, baseline(number)))
        }
        @if table.more > 0 {
            text x=(x + CELL.0) y=(baseline(table.rows.len())) fill="currentColor" {
                "… " (table.more) " more"
            }
        }
    }
}

fn row_of(row: &BoxRow, placed: PlacedBox, x: usize, y: usize) -> Markup {
    let kind_x = x + (placed.name_width + 2) * CELL.0;
    let flags_x = kind_x
        + if placed.kind_width == 0 {
            0
        } else {
            (placed.kind_width + 1) * CELL.0
        };
    html! {
        text x=(x + CELL.0) y=(y) fill="currentColor" { (clipped(&row.name, placed.name_width)) }
        text x=(kind_x) y=(y) fill="currentColor" fill-opacity="0.8" {
            (clipped(&row.kind, placed.kind_width))
        }
        text x=(flags_x) y=(y) fill="currentColor" font-weight="bold" { (row.signs()) }
    }
}

/// Up and down along the lane, and straight to each of the boxes. A dot marks lines that
/// meet; lines that cross have none.
fn line_of(line: &Connector) -> Markup {
    let (first, last) = line.span();
    let ((x, top), (_, bottom)) = (middle(line.lane, first), middle(line.lane, last));
    let inner = line.ends.iter().filter(|end| end.y > first && end.y < last);
    html! {
        path d={ "M" (x) " " (top) "V" (bottom) } {}
        @for end in &line.ends {
            @let (border, y) = middle(end.border, end.y);
            path d={ "M" (border) " " (y) "H" (x) } {}
        }
        @for end in inner {
            circle cx=(x) cy=(middle(0, end.y).1) r="2.5" fill="currentColor" stroke="none" {}
        }
    }
}

/// The head of an arrow at what is referred to.
fn heads_of(line: &Connector, layout: &Layout) -> Markup {
    let heads = line
        .ends
        .iter()
        .filter(|end| end.head && end.table < layout.boxes.len());
    html! {
        @for end in heads {
            @let (x, y) = middle(end.border, end.y);
            @let base = if end.border < line.lane { x + 9 } else { x - 9 };
            path d={ "M" (x) " " (y) "L" (base) " " (y - 5) "V" (y + 5) "Z" } {}
        }
    }
}
