//! The slides with the database of a step.

use crate::walkthrough::deck::slide::{Part, Topic};
use course::document::harmless;
use harness::inspection::{Contents, TableContents};
use terminal::diagram::Diagram;
use terminal::diagram::layout::layout;

/// Room for a diagram on a slide.
const COLUMNS: usize = 76;
const LINES: usize = 18;

/// The database before and after. What is the same in both is shown once, afterwards.
pub(super) fn parts<'c>(
    before: Option<Contents>,
    after: Option<Contents>,
) -> Vec<(Topic, Vec<Part<'c>>)> {
    let Some(after) = after.filter(|contents| !contents.tables.is_empty()) else {
        return Vec::new();
    };
    let before = before.unwrap_or_default();
    let mut slides = Vec::new();
    let mut parts = Vec::new();
    if before == after {
        parts.push(Part::Note("It was the same before.".to_owned()));
    } else if before.tables.is_empty() {
        parts.push(Part::Note("Before, there were no tables.".to_owned()));
    } else {
        let mut parts = Vec::new();
        if before.schema() != after.schema() {
            parts.push(Part::Diagram(diagram(&before)));
        }
        parts.extend(rows(&before, &after));
        slides.push((Topic::Before, parts));
    }
    parts.push(Part::Diagram(diagram(&after)));
    // The slide before has shown the tables that are still the same.
    let is_first = before == after || before.tables.is_empty();
    let shown = if is_first {
        Contents::default()
    } else {
        before
    };
    parts.extend(rows(&after, &shown));
    slides.push((Topic::After, parts));
    slides
}

/// refinery's own table.
const HISTORY: &str = "refinery_schema_history";

/// A diagram cannot be split, so it must fit on a screen: what matters least is left out.
fn diagram(contents: &Contents) -> Diagram {
    let mut tables = contents.schema();
    let all = Diagram::of(&tables);
    if layout(&all, COLUMNS).height <= LINES {
        return all;
    }
    tables.retain(|table| table.name != HISTORY);
    Diagram::fitting(&tables, COLUMNS, LINES)
}

/// The tables `here` that are not the same `there`.
fn rows<'c>(here: &Contents, there: &Contents) -> Vec<Part<'c>> {
    let differ = here.tables.iter().filter(|table| {
        let is_same = |other: &TableContents| {
            other.table.name == table.table.name && other.rows == table.rows
        };
        !there.tables.iter().any(is_same)
    });
    let parts = differ.map(|table| Part::Rows {
        table: harmless(&table.table.name),
        count: table.count,
        rows: table.rows.clone(),
    });
    parts.collect()
}
