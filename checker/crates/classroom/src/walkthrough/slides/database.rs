//! The database of a step on slides.

use crate::walkthrough::deck::{Part, Topic};
use crate::walkthrough::slides::note;
use course::document::harmless;
use harness::inspection::{Contents, TableContents};
use terminal::diagram::Diagram;
use terminal::diagram::layout::layout;

/// Room for a drawing on a slide.
const COLUMNS: usize = 76;
const LINES: usize = 18;

/// The database before and after: of what is the same in both, only the second.
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
        parts.push(note("It was the same before."));
    } else if before.tables.is_empty() {
        parts.push(note("Before, there were no tables."));
    } else {
        let mut parts = Vec::new();
        if before.schema() != after.schema() {
            parts.push(Part::Diagram(diagram(&before)));
        }
        parts.extend(rows(&before, &after));
        slides.push((Topic::Before, parts));
    }
    parts.push(Part::Diagram(diagram(&after)));
    // What is the same on both sides has been seen.
    let is_new = before == after || before.tables.is_empty();
    let seen = if is_new { Contents::default() } else { before };
    parts.extend(rows(&after, &seen));
    slides.push((Topic::After, parts));
    slides
}

/// The table of which refinery itself takes care.
const HISTORY: &str = "refinery_schema_history";

/// A drawing cannot be split: it must fit on a screen. If it does not, what matters
/// least is left out.
fn diagram(contents: &Contents) -> Diagram {
    let mut tables = contents.schema();
    let all = Diagram::of(&tables);
    if layout(&all, COLUMNS).height <= LINES {
        return all;
    }
    tables.retain(|table| table.name != HISTORY);
    Diagram::fitting(&tables, COLUMNS, LINES)
}

/// The tables that have rows, and other ones than there.
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
