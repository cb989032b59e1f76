//! How long a lesson takes in front of a class.

use crate::walkthrough::notes::speaker_notes::LessonNotes;
use crate::walkthrough::notes::timetable_view;
use course::lesson::Lesson;
use std::io::{self, Write};
use terminal::text::padded;
use terminal::words::{CYAN, DIM, paint};
use terminal::{Style, write_rule};
use unicode_width::UnicodeWidthStr;

/// Writes a table for each lesson: the steps with their minutes, and when each begins. A
/// single lesson gets its timetable, too.
pub(crate) fn write(
    out: &mut dyn Write,
    lessons: &[(&Lesson, LessonNotes)],
    style: Style<'_>,
) -> io::Result<()> {
    let mut total = 0;
    for (lesson, notes) in lessons {
        let minutes = lesson
            .steps
            .iter()
            .filter_map(|step| notes.steps.get(&step.id));
        let sum: u32 = minutes.map(|notes| notes.minutes).sum();
        let title = format!("{:02} {} · {}", lesson.number, lesson.id, lesson.title);
        write_rule(out, &title, &format!("{sum} min"), style)?;
        write_steps(out, lesson, notes, style)?;
        total += sum;
    }
    if let [(lesson, notes)] = lessons {
        timetable_view::write(out, lesson, notes, style)?;
    } else {
        let (hours, minutes) = (total / 60, total % 60);
        writeln!(
            out,
            "\n    {total} minutes in all: {hours} h {minutes:02} min. Name one lesson for its plan."
        )?;
    }
    writeln!(out)
}

fn write_steps(
    out: &mut dyn Write,
    lesson: &Lesson,
    notes: &LessonNotes,
    style: Style<'_>,
) -> io::Result<()> {
    let names = lesson.steps.iter().map(|step| step.id.width());
    let width = names.max().unwrap_or(0);
    let room = style.width.min(80).saturating_sub(width + 28);
    let mut begins = 0;
    for step in &lesson.steps {
        let name = paint(CYAN, &padded(&step.id, width));
        let title = padded(&step.title, room);
        let Some(notes) = notes.steps.get(&step.id) else {
            let missing = paint(DIM, "not in the notes");
            writeln!(out, "    {name}  {} {missing}", padded(&step.title, room))?;
            continue;
        };
        let ends = begins + notes.minutes;
        let minutes = notes.minutes;
        let line = format!("{title}  {minutes:>3} min  {begins:>3}–{ends}");
        writeln!(out, "    {name}  {line}")?;
        begins = ends;
    }
    Ok(())
}
