//! What a speaker says: on the presenter's own screen, in a second terminal that
//! follows it, or one below the other.

use crate::walkthrough::position::Presentation;
use crate::walkthrough::speaker_notes::LessonNotes;
use crate::walkthrough::view::frame::{Clock, framed};
use crate::walkthrough::view::pages::Size;
use course::lesson::Lesson;
use course::markdown;
use std::io::{self, Write};
use terminal::prose;
use terminal::words::{BOLD, CYAN, DIM, paint};
use terminal::{Style, write_rule};

/// The lines of the screen: what is said where the talk is now. `None`: nobody has
/// written it down.
pub(crate) fn screen(
    shown: &Presentation,
    notes: Option<&str>,
    clock: Clock,
    terminal: (usize, usize),
) -> Vec<String> {
    let size = Size::of(terminal);
    let mut page = match notes {
        Some(notes) => lines(notes, size.width),
        None => vec![paint(DIM, "  There are no notes for this.")],
    };
    if page.len() > size.room() {
        page.truncate(size.room() - 1);
        page.push(paint(DIM, "  … the window is too small for the rest"));
    }
    let title = paint(CYAN, &shown.name);
    let bottom = match &shown.next {
        Some(next) => format!("{} · next: {next}", clock.words()),
        None => format!("{} · this is the last slide", clock.words()),
    };
    let topic = paint(BOLD, &shown.topic);
    framed((&title, &topic), &page, &paint(DIM, &bottom), terminal)
}

/// The lines of a screen on which there is nothing to follow.
pub(crate) fn follow(terminal: (usize, usize)) -> Vec<String> {
    let page = [
        "  Nobody is presenting. Start the slides in another terminal:".to_owned(),
        String::new(),
        "      cargo run -p checker -- walkthrough LESSON".to_owned(),
    ];
    framed(("Notes", ""), &page, &paint(DIM, "q ends"), terminal)
}

fn lines(markdown: &str, width: usize) -> Vec<String> {
    let mut bytes = Vec::new();
    // Nothing fails to be written into memory.
    let _ = prose::write(&mut bytes, &markdown::parse(markdown), "  ", width);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.lines().map(str::to_owned).collect()
}

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
