//! All notes of a lesson, one below the other.

use crate::walkthrough::notes::speaker_notes::LessonNotes;
use course::lesson::Lesson;
use course::markdown;
use std::io::{self, Write};
use terminal::prose;
use terminal::{Style, write_rule};

/// Writes all notes of a lesson.
pub(crate) fn write(
    out: &mut dyn Write,
    lesson: &Lesson,
    notes: &LessonNotes,
    style: Style<'_>,
) -> io::Result<()> {
    let known = lesson.steps.iter();
    let known = known.filter_map(|step| Some((step, notes.steps.get(&step.id)?)));
    let minutes: u32 = known.clone().map(|(_, notes)| notes.minutes).sum();
    let title = format!("{} · notes", lesson.folder());
    write_rule(out, &title, &format!("{minutes} minutes"), style)?;
    writeln!(out)?;
    let width = style.width.min(90);
    prose::write(out, &markdown::parse(&notes.introduction), "  ", width)?;
    for (step, notes) in known {
        write_rule(
            out,
            &lesson.name_of(step),
            &format!("{} minutes", notes.minutes),
            style,
        )?;
        writeln!(out)?;
        prose::write(out, &markdown::parse(&notes.text()), "  ", width)?;
    }
    writeln!(out)
}
