//! The list of what is wrong, for people.

use crate::walkthrough::deck::slide::Deck;
use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use std::io::{self, Write};
use terminal::words::{CYAN, GREEN, RED, paint, plural};
use textwrap::{Options, WordSeparator, WordSplitter};

/// Writes what is wrong, by file.
pub(crate) fn write(
    out: &mut dyn Write,
    diagnostics: &[DeckDiagnostic],
    deck: &Deck<'_>,
) -> io::Result<()> {
    let slides = plural(deck.slides().len(), "slide");
    let steps = deck.lessons.iter().map(|lesson| lesson.steps.len()).sum();
    let steps = plural(steps, "step");
    if diagnostics.is_empty() {
        return writeln!(
            out,
            "{} {slides} of {steps}: nothing is wrong.",
            paint(GREEN, "✓")
        );
    }
    let mut last = "";
    for DeckDiagnostic { file, message } in diagnostics {
        if file != last {
            writeln!(out, "{}", paint(CYAN, file))?;
            last = file;
        }
        let options = Options::new(80)
            .initial_indent("  ✗ ")
            .subsequent_indent("    ")
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(message, options) {
            writeln!(out, "{}", line.replacen('✗', &paint(RED, "✗"), 1))?;
        }
    }
    let count = plural(diagnostics.len(), "problem");
    writeln!(out, "\n{count} in {slides} of {steps}.")
}
