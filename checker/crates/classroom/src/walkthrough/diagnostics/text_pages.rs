//! Whether slides can be read on a terminal.

use crate::walkthrough::deck::slide::{Deck, Part, SlideRef};
use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::text::pages::pages;
use crate::walkthrough::text::size::Size;
use anstream::adapter::strip_str;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Slides that do not fit into 80 columns and 24 lines.
pub(crate) fn of_deck(deck: &Deck<'_>, root: &Path) -> Vec<DeckDiagnostic> {
    let slides = deck.slides().into_iter();
    slides.filter_map(|slide| of_slide(slide, root)).collect()
}

fn of_slide(shown: SlideRef<'_, '_>, root: &Path) -> Option<DeckDiagnostic> {
    let topic = shown.slide.topic.title();
    let name = shown.name();
    let diagnostic = |message: String| DeckDiagnostic {
        file: file_of(shown),
        message: format!("{name}, \"{topic}\": {message}"),
    };
    if let Some(rows) = shown.slide.parts.iter().find_map(diagram_height) {
        let fitting = Size::USUAL.room();
        if rows > fitting {
            return Some(diagnostic(format!(
                "the diagram has {rows} lines and cannot be split; make the schema of the step \
                 smaller than {fitting} lines"
            )));
        }
    }
    let pages = pages(shown.slide, Size::USUAL, root);
    let width = |line: &String| strip_str(line).to_string().width();
    let wide = pages
        .iter()
        .flatten()
        .find(|line| width(line) > Size::USUAL.width)?;
    Some(diagnostic(format!(
        "a line has {} columns, and {} fit; make it shorter: {}",
        width(wide),
        Size::USUAL.width,
        strip_str(wide).to_string().trim()
    )))
}

/// The lines of a diagram.
fn diagram_height(part: &Part<'_>) -> Option<usize> {
    let Part::Diagram(diagram) = part else {
        return None;
    };
    let layout = terminal::diagram::layout::layout(diagram, Size::USUAL.width - 4);
    Some(layout.height)
}

/// The file from which a slide is made.
fn file_of(shown: SlideRef<'_, '_>) -> String {
    let named = shown.slide.parts.iter().find_map(|part| match part {
        Part::Code { file, .. } | Part::Diff { file, .. } => Some(file.clone()),
        _ => None,
    });
    named.unwrap_or_else(|| format!("lessons/{}/README.md", shown.lesson.lesson.folder()))
}
