//! All slides one below the other, for a pager, a file, or a terminal without keys.

use crate::walkthrough::deck::slide::{Deck, SlideRef};
use crate::walkthrough::text::pages::pages;
use crate::walkthrough::text::size::Size;
use std::io::{self, Write};
use std::path::Path;
use terminal::text::clipped;
use terminal::{Style, write_rule};
use unicode_width::UnicodeWidthStr;

/// Writes all slides. Paths below `root` are shown without it.
pub(crate) fn write(out: &mut dyn Write, deck: &Deck<'_>, root: &Path) -> io::Result<()> {
    for slide in deck.slides() {
        write_slide(out, slide, root)?;
    }
    writeln!(out)
}

fn write_slide(out: &mut dyn Write, shown: SlideRef<'_, '_>, root: &Path) -> io::Result<()> {
    let style = Style {
        width: Size::USUAL.width,
        height: Size::USUAL.height,
        all: false,
        next: None,
        in_watch: false,
        root,
    };
    let topic = shown.slide.topic.title();
    let left = style.width.saturating_sub(topic.width() + 10);
    let title = clipped(&format!("{} · {}", shown.name(), shown.title()), left);
    write_rule(out, &title, topic, style)?;
    for page in pages(shown.slide, Size::USUAL, root) {
        writeln!(out)?;
        for line in page {
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}
