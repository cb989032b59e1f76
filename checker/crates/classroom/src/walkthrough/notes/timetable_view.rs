//! The timetable of a lesson, for the speaker.

use crate::walkthrough::notes::speaker_notes::LessonNotes;
use crate::walkthrough::notes::timetable::{Timetable, TimetableAct, TimetableStep};
use course::lesson::Lesson;
use course::markdown;
use std::io::{self, Write};
use terminal::prose;
use terminal::words::{BOLD, DIM, YELLOW, paint, plural};
use terminal::{Style, write_rule};

/// Writes the timetable of a lesson: what to have ready, each step, and what comes after.
pub(super) fn write(
    out: &mut dyn Write,
    lesson: &Lesson,
    notes: &LessonNotes,
    style: Style<'_>,
) -> io::Result<()> {
    let timetable = Timetable::of(lesson, notes);
    if timetable.steps.is_empty() {
        return Ok(());
    }
    let room = style.width.min(80);
    write_rule(out, "Before you begin", &lesson.id, style)?;
    writeln!(out)?;
    prose::write(out, &markdown::parse(&notes.introduction), "    ", room)?;
    for step in &timetable.steps {
        write_step(out, step, style)?;
        if timetable.pause == Some(step.minutes.1) {
            let pause = "A good place for a pause. It is not counted here.";
            writeln!(out, "\n    {}", paint(YELLOW, pause))?;
        }
    }
    let points = format!("{} points", lesson.points());
    write_rule(out, "Then the class writes it", &points, style)?;
    let (steps, id) = (plural(lesson.steps.len(), "step"), &lesson.id);
    writeln!(out, "\n    {steps}: cargo run -p checker -- watch {id}")
}

fn write_step(
    out: &mut dyn Write,
    planned: &TimetableStep<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let TimetableStep {
        step,
        minutes: (from, to),
        acts,
    } = planned;
    let title = format!("{from}–{to} · {} · {}", step.id, step.title);
    write_rule(out, &title, &format!("{} min", to - from), style)?;
    for TimetableAct { act, minutes, text } in acts {
        let (from, to) = minutes;
        writeln!(
            out,
            "\n    {:>7}  {} {}",
            format!("{from}–{to}"),
            paint(BOLD, act.word()),
            paint(DIM, &format!("· slides: {}", act.slides()))
        )?;
        let indent = " ".repeat(13);
        prose::write(out, &markdown::parse(text), &indent, style.width.min(80))?;
    }
    Ok(())
}
