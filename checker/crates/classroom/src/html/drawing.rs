//! A schema as a drawing, once for wide and once for narrow windows, and in words.

use crate::html::svg::svg;
use maud::{Markup, html};
use terminal::diagram::Diagram;

/// Columns of a drawing on a laptop, and on a phone.
const WIDE: usize = 96;
const NARROW: usize = 42;

/// A diagram for a page. `id` tells it from other drawings there.
pub(crate) fn drawing(diagram: &Diagram, id: &str) -> Markup {
    let words = diagram.edges.iter().map(|edge| diagram.sentence(edge));
    html! {
        div class="drawing wide" { (svg(diagram, WIDE, &format!("{id}-wide"))) }
        div class="drawing narrow" { (svg(diagram, NARROW, &format!("{id}-narrow"))) }
        p class="quiet" { (diagram.legend()) }
        ul { @for sentence in words.chain(diagram.dangling.iter().cloned()) { li { (sentence) } } }
    }
}
