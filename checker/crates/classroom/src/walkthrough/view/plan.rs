//! A plan that a speaker can follow: which minute is for what, and what to say then.

use crate::walkthrough::plan::{Plan, PlannedAct, PlannedStep};
use crate::walkthrough::speaker_notes::LessonNotes;
use course::lesson::Lesson;
use course::markdown;
use std::io::{self, Write};
use terminal::prose;
use terminal::words::{BOLD, DIM, YELLOW, paint, plural};
use terminal::{Style, write_rule};

/// Writes the plan of a lesson: what to have ready, each step, and what comes after.
pub(super) fn write(
    out: &mut dyn Write,
    lesson: &Lesson,
    notes: &LessonNotes,
    style: Style<'_>,
) -> io::Result<()> {
    let plan = Plan::of(lesson, notes);
    if plan.steps.is_empty() {
        return Ok(());
    }
    let room = style.width.min(80);
    write_rule(out, "Before you begin", &lesson.id, style)?;
    writeln!(out)?;
    prose::write(out, &markdown::parse(&notes.introduction), "    ", room)?;
    for step in &plan.steps {
        write_step(out, step, style)?;
        if plan.pause == Some(step.minutes.1) {
            let pause = "A good place for a pause. It is not counted here.";
            writeln!(out, "\n    {}", paint(YELLOW, pause))?;
        }
    }
    let points = format!("{} points", lesson.points());
    write_rule(out, "Then the class writes it", &points, style)?;
    let (steps, id) = (plural(lesson.steps.len(), "step"), &lesson.id);
    writeln!(out, "\n    {steps}: cargo run -p checker -- watch {id}")
}

fn write_step(out: &mut dyn Write, planned: &PlannedStep<'_>, style: Style<'_>) -> io::Result<()> {
    let PlannedStep {
        step,
        minutes: (from, to),
        acts,
    } = planned;
    let title = format!("{from}–{to} · {} · {}", step.id, step.title);
    write_rule(out, &title, &format!("{} min", to - from), style)?;
    for PlannedAct { act, minutes, text } in acts {
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
