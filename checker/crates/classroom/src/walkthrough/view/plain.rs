//! All slides one below the other, for a pager, a file, or a terminal without keys.

use crate::walkthrough::deck::{Deck, Place};
use crate::walkthrough::view::pages::{Size, pages};
use std::io::{self, Write};
use std::path::Path;
use terminal::text::clipped;
use terminal::{Style, write_rule};
use unicode_width::UnicodeWidthStr;

/// Writes them. Paths below `root` are shown without it.
pub(crate) fn write(out: &mut dyn Write, deck: &Deck<'_>, root: &Path) -> io::Result<()> {
    for place in deck.places() {
        write_slide(out, place, root)?;
    }
    writeln!(out)
}

fn write_slide(out: &mut dyn Write, place: Place<'_, '_>, root: &Path) -> io::Result<()> {
    let style = Style {
        width: Size::USUAL.width,
        height: Size::USUAL.height,
        all: false,
        next: None,
        in_watch: false,
        root,
    };
    let topic = place.slide.topic.title();
    let left = style.width.saturating_sub(topic.width() + 10);
    let title = clipped(&format!("{} · {}", place.name(), place.title()), left);
    write_rule(out, &title, topic, style)?;
    for page in pages(place.slide, Size::USUAL, root) {
        writeln!(out)?;
        for line in page {
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}
