//! All lessons and steps, as a table and as a screen to search in.

use course::feedback::verdict_phrase;
use course::grade::Grade;
use std::io::{self, Write};
use terminal::picker::{Picker, Row};
use terminal::text::clipped;
use terminal::words::{BOLD, CYAN, DIM, REVERSED, justified, mark, paint};
use terminal::{Style, write_next};
use unicode_width::UnicodeWidthStr;

/// The lines of the screen around the rows: title, filter, rule; rule, details, keys.
const FRAME: usize = 6;

/// Writes the table.
pub(crate) fn write(out: &mut dyn Write, grade: &Grade<'_>, style: Style<'_>) -> io::Result<()> {
    let total = format!("{} of {} points", grade.earned(), grade.possible());
    let head = justified(&paint(BOLD, "Persistent Rust"), &total, style.width - 2);
    writeln!(out, "\n {head}")?;
    for lesson in &grade.lessons {
        let id = format!("{:02} {}", lesson.lesson.number, lesson.lesson.id);
        let left = format!("{} · {}", paint(BOLD, &id), lesson.lesson.title);
        let points = format!("{} of {} points", lesson.earned(), lesson.possible());
        writeln!(out, "\n {}", justified(&left, &points, style.width - 2))?;
        let names = lesson.steps.iter();
        let names = names.map(|step| lesson.lesson.name_of(step.step).width());
        let width = names.max().unwrap_or(0);
        for step in &lesson.steps {
            let name = lesson.lesson.name_of(step.step);
            let name = paint(CYAN, &format!("{name:width$}"));
            let mark = mark(step.verdict);
            let title = &step.step.title;
            writeln!(
                out,
                "    {mark} {name}  {:>2}/{:<2}  {title}",
                step.earned, step.step.points
            )?;
            let file = format!("{} ({})", step.step.file, verdict_phrase(step.verdict));
            writeln!(out, "      {}", paint(DIM, &file))?;
        }
    }
    write_next(
        out,
        "cargo run -p checker -- NAME grades one lesson or step",
    )
}

/// The rows of the screen.
pub(super) fn rows(grade: &Grade<'_>) -> Vec<Row> {
    let rows = grade.steps().map(|(lesson, step)| {
        let (lesson, of) = (lesson.lesson, step.step);
        Row {
            name: lesson.name_of(of),
            title: of.title.clone(),
            file: format!("lessons/{}/{}", lesson.folder(), of.file),
            verdict: step.verdict,
            state: verdict_phrase(step.verdict),
            points: (step.earned, of.points),
        }
    });
    rows.collect()
}

/// How many rows fit on a screen of `height` lines.
pub(super) fn rows_on(height: usize) -> usize {
    height.saturating_sub(FRAME).max(1)
}

/// The lines of the screen, at most `height` of them, each at most `width` columns wide.
pub(super) fn screen(picker: &Picker, width: usize, height: usize) -> Vec<String> {
    let rows = picker.rows();
    let earned: u32 = rows.iter().map(|row| row.points.0).sum();
    let possible: u32 = rows.iter().map(|row| row.points.1).sum();
    let points = format!("{earned} of {possible} points");
    let found = picker.found();
    let count = format!("{} of {} steps", found.len(), rows.len());
    let filter = if picker.filter().is_empty() {
        paint(DIM, " type to search")
    } else {
        // Where there is not enough room, show the end: that is where the typing goes on.
        format!(
            " search: {}▏",
            tail(picker.filter(), width.saturating_sub(30))
        )
    };
    let rule = paint(DIM, &"─".repeat(width));
    let mut lines = vec![
        justified(
            &paint(BOLD, " Persistent Rust"),
            &points,
            width.saturating_sub(1),
        ),
        justified(&filter, &paint(DIM, &count), width.saturating_sub(1)),
        rule.clone(),
    ];
    let name_width = rows.iter().map(|row| row.name.width()).max().unwrap_or(0);
    for index in &found[picker.visible()] {
        let is_chosen = picker.chosen() == Some(*index);
        lines.push(row_line(&rows[*index], name_width, is_chosen, width));
    }
    if found.is_empty() {
        lines.push(" No step has all of these words. Esc clears them.".to_owned());
    }
    lines.resize(3 + rows_on(height), String::new());
    lines.push(rule);
    let details = picker.chosen().map(|index| {
        let row = &rows[index];
        format!(" {} · {}", row.file, row.state)
    });
    lines.push(details.unwrap_or_default());
    let keys = " ↑ ↓ move · Enter shows the task · Esc leaves";
    lines.push(paint(DIM, keys));
    lines.truncate(height);
    lines.into_iter().map(|line| fitted(line, width)).collect()
}

fn row_line(row: &Row, name_width: usize, is_chosen: bool, width: usize) -> String {
    let (earned, possible) = row.points;
    let pointer = if is_chosen { "›" } else { " " };
    let text = format!(
        "{:name_width$}  {earned:>2}/{possible:<2}  {}",
        row.name, row.title
    );
    let text = clipped(&text, width.saturating_sub(4));
    let mark = mark(row.verdict);
    if is_chosen {
        format!("{pointer}{mark} {}", paint(REVERSED, &text))
    } else {
        format!("{pointer}{mark} {text}")
    }
}

/// Clips a line that is too long for a narrow terminal. It loses its colours, too.
fn fitted(line: String, width: usize) -> String {
    let plain = anstream::adapter::strip_str(&line).to_string();
    if plain.width() <= width {
        line
    } else {
        clipped(&plain, width)
    }
}

/// The end of a text, at most `width` columns wide.
fn tail(text: &str, width: usize) -> &str {
    let starts = text.char_indices().map(|(at, _)| at);
    let fits = starts
        .map(|at| &text[at..])
        .find(|end| end.width() <= width);
    fits.unwrap_or_default()
}

#[cfg(test)]
mod tests;
