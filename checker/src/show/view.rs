//! The task of a step: its part of the lesson's README, and what will be tried.

use course::markdown::{Block, SpanKind};
use course::selection::Named;
use std::io::{self, Write};
use terminal::words::{BOLD, CYAN, DIM, paint, plural};
use terminal::{Style, prose, write_code, write_item, write_next, write_paragraph, write_rule};

/// Writes the task of a step. `text` is its part of the README, if that was found;
/// `titles` are those of its observations.
pub(super) fn write(
    out: &mut dyn Write,
    named: Named<'_>,
    text: Option<&[Block]>,
    titles: &[String],
    style: Style<'_>,
) -> io::Result<()> {
    let Named { lesson, step } = named;
    let name = named.name();
    let left = format!("{name} · step {} of {}", step.number, lesson.steps.len());
    write_rule(out, &left, &plural(step.points as usize, "point"), style)?;
    write_paragraph(out, &paint(BOLD, &step.title), style.width)?;
    let folder = lesson.folder();
    let file = format!("lessons/{folder}/{}", step.file);
    writeln!(out, "    {}\n", paint(CYAN, &file))?;
    if let Some(blocks) = text {
        let width = style.width.min(90);
        prose::write(out, without_facts(blocks, &name), "    ", width)?;
    } else {
        let missing = format!(
            "The text of this step is not in lessons/{folder}/README.md. To get it back: \
             git checkout -- lessons/{folder}/README.md"
        );
        write_paragraph(out, &missing, style.width)?;
        writeln!(out, "\n    {}", paint(BOLD, "Write"))?;
        write_code(out, &step.signature, style.width)?;
    }
    writeln!(out, "\n    {}", paint(BOLD, "What will be tried"))?;
    for title in titles {
        write_item(out, &paint(DIM, "○"), title, style)?;
    }
    write_next(
        out,
        &format!("write it, then: cargo run -p checker -- {name}"),
    )
}

/// A section without its first paragraph, if that only repeats what is above it here.
fn without_facts<'b>(blocks: &'b [Block], name: &str) -> &'b [Block] {
    match blocks {
        [Block::Paragraph(spans), rest @ ..]
            if spans
                .first()
                .is_some_and(|span| span.kind == SpanKind::Code && span.text == name) =>
        {
            rest
        }
        all => all,
    }
}
