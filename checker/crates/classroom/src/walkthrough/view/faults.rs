//! What does not hold of the slides, for whoever writes the course.

use crate::walkthrough::deck::{Deck, Fault, Part, Place};
use crate::walkthrough::view::pages::{Size, pages};
use anstream::adapter::strip_str;
use std::io::{self, Write};
use std::path::Path;
use terminal::words::{CYAN, GREEN, RED, paint, plural};
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// Slides that cannot be read in 80 columns and 24 lines.
pub(crate) fn of_pages(deck: &Deck<'_>, root: &Path) -> Vec<Fault> {
    let places = deck.places().into_iter();
    places.filter_map(|place| of_slide(place, root)).collect()
}

fn of_slide(place: Place<'_, '_>, root: &Path) -> Option<Fault> {
    let topic = place.slide.topic.title();
    let name = place.name();
    let fault = |what: String| Fault {
        file: file_of(place),
        what: format!("{name}, \"{topic}\": {what}"),
    };
    if let Some(rows) = place.slide.parts.iter().find_map(drawn) {
        let fitting = Size::USUAL.room();
        if rows > fitting {
            return Some(fault(format!(
                "the diagram has {rows} lines and cannot be split; make the schema of the step \
                 smaller than {fitting} lines"
            )));
        }
    }
    let pages = pages(place.slide, Size::USUAL, root);
    let width = |line: &String| strip_str(line).to_string().width();
    let wide = pages
        .iter()
        .flatten()
        .find(|line| width(line) > Size::USUAL.width)?;
    Some(fault(format!(
        "a line has {} columns, and {} fit; make it shorter: {}",
        width(wide),
        Size::USUAL.width,
        strip_str(wide).to_string().trim()
    )))
}

/// The lines of a diagram.
fn drawn(part: &Part<'_>) -> Option<usize> {
    let Part::Diagram(diagram) = part else {
        return None;
    };
    let layout = terminal::diagram::layout::layout(diagram, Size::USUAL.width - 4);
    Some(layout.height)
}

/// The file that says what a slide shows.
fn file_of(place: Place<'_, '_>) -> String {
    let named = place.slide.parts.iter().find_map(|part| match part {
        Part::Code { file, .. } | Part::Diff { file, .. } => Some(file.clone()),
        _ => None,
    });
    named.unwrap_or_else(|| format!("lessons/{}/README.md", place.lesson.lesson.folder()))
}

/// Writes what was found, by file.
pub(crate) fn write(out: &mut dyn Write, faults: &[Fault], deck: &Deck<'_>) -> io::Result<()> {
    let places = deck.places();
    let slides = plural(places.len(), "slide");
    let steps = deck.lessons.iter().map(|lesson| lesson.steps.len()).sum();
    let steps = plural(steps, "step");
    if faults.is_empty() {
        return writeln!(out, "{} {slides} of {steps}: all hold.", paint(GREEN, "✓"));
    }
    let mut last = "";
    for Fault { file, what } in faults {
        if file != last {
            writeln!(out, "{}", paint(CYAN, file))?;
            last = file;
        }
        let options = Options::new(80)
            .initial_indent("  ✗ ")
            .subsequent_indent("    ")
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(what, options) {
            writeln!(out, "{}", line.replacen('✗', &paint(RED, "✗"), 1))?;
        }
    }
    let count = plural(faults.len(), "fault");
    writeln!(out, "\n{count} in {slides} of {steps}.")
}
