//! The parts of a slide in lines.

use crate::walkthrough::deck::{Feedback, Part, Slide};
use crate::walkthrough::view::code;
use crate::walkthrough::view::pages::{Line, Size, Start};
use anstream::adapter::strip_str;
use course::document::harmless;
use course::grade::StepGrade;
use course::lesson::{Lesson, Step, Variant};
use course::markdown::Block;
use course::outcome::BuildFailure;
use harness::inspection::Grid;
use harness::inspection::StatementSummary;
use std::io::{self, Write};
use std::path::Path;
use terminal::Style;
use terminal::code::reflow::{self, Row};
use terminal::diagram::Diagram;
use terminal::diagram::drawing;
use terminal::diagram::layout;
use terminal::text::{clipped, padded};
use terminal::words::{BOLD, CYAN, DIM, paint, plural};
use terminal::{grid, prose, viewport};
use unicode_width::UnicodeWidthStr;

/// Lines of one statement.
const SQL: usize = 4;

/// With these a line begins something, in what other reports write.
const MARKS: [&str; 6] = ["• ", "✓ ", "✗ ", "○ ", "– ", "row "];

/// All lines of a slide, each at most so wide.
pub(super) fn lines(slide: &Slide<'_>, size: Size, root: &Path) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for part in &slide.parts {
        if !lines.is_empty() {
            lines.push(Line::new("", Start::Poor));
        }
        let mut more = part_lines(part, size, root);
        if let Some(first) = more.first_mut() {
            first.start = Start::Good;
        }
        lines.extend(more);
    }
    lines
}

fn part_lines(part: &Part<'_>, size: Size, root: &Path) -> Vec<Line> {
    let width = size.width;
    match part {
        Part::Text(blocks) => {
            let blocks = folded(blocks, width.saturating_sub(6));
            written(|out| prose::write(out, &blocks, "  ", width))
        }
        Part::Note(text) => {
            let lines = terminal::paragraph(text, 2, width);
            lines
                .iter()
                .map(|line| Line::new(paint(DIM, line), Start::Poor))
                .collect()
        }
        Part::Signature(code) => {
            let rows = reflow::code(code, width.saturating_sub(4)).into_iter();
            let line = |row: Row| format!("    {}", paint(BOLD, &row.text));
            rows.map(|row| Line::new(line(row), Start::Poor)).collect()
        }
        Part::Code {
            file,
            language,
            text,
        } => below(file, code::code(text, *language, width)),
        Part::Diff {
            file,
            language,
            lines,
        } => below(file, code::diff(lines, *language, width)),
        Part::Feedback(feedback) => told(feedback, size, root),
        Part::Diagram(schema) => drawn(schema, width),
        Part::Rows { table, count, rows } => table_lines(table, *count, rows, width),
        Part::Statements { shown, more } => statements(shown, *more, width),
        Part::Steps(steps) => agenda(steps, width),
    }
}

/// The blocks, with code that fits into so many columns. In a list it stands further
/// in, and there is little of it.
fn folded(blocks: &[Block], width: usize) -> Vec<Block> {
    let fold = |block: &Block| match block {
        Block::Code { language, text } => {
            let rows = reflow::code(text, width).into_iter();
            let rows: Vec<String> = rows.map(|row| row.text).collect();
            Block::Code {
                language: language.clone(),
                text: rows.join("\n"),
            }
        }
        Block::Quote(blocks) => Block::Quote(folded(blocks, width.saturating_sub(2))),
        other => other.clone(),
    };
    blocks.iter().map(fold).collect()
}

/// What another report writes, in lines.
fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<Line> {
    let mut bytes = Vec::new();
    // Nothing fails to be written into memory.
    let _ = write(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let mut lines: Vec<Line> = Vec::new();
    for text in text.lines() {
        let plain = strip_str(text).to_string();
        let words = plain.trim_start();
        let is_point = MARKS.iter().any(|mark| words.starts_with(mark));
        let start = match lines.last() {
            Some(above) if above.text.is_empty() && !words.is_empty() => Start::Good,
            _ if is_point => Start::Fair,
            _ => Start::Poor,
        };
        lines.push(Line::new(text, start));
    }
    lines
}

fn below(file: &str, mut lines: Vec<Line>) -> Vec<Line> {
    if let Some(first) = lines.first_mut() {
        first.start = Start::Poor;
    }
    let title = Line::new(format!("  {}", paint(CYAN, file)), Start::Good);
    [title, Line::new("", Start::Poor)]
        .into_iter()
        .chain(lines)
        .collect()
}

/// What a student reads, on one page if that can be.
fn told(feedback: &Feedback<'_>, size: Size, root: &Path) -> Vec<Line> {
    let Feedback {
        lesson,
        grade,
        variant,
    } = feedback;
    if let Some(BuildFailure::Compile(errors)) = &grade.build_failure {
        let lines = written(|out| terminal::write_errors(out, errors));
        let rows = lines
            .iter()
            .flat_map(|line| viewport::rows(&format!("{} ", line.text), size.width));
        return rows
            .map(|row| Line::new(row.trim_end(), Start::Poor))
            .collect();
    }
    fitting((lesson, grade), *variant, size, root)
}

/// What is told of a step. It leaves out what does not fit on a screen: the fewer lines
/// it is given, the more.
pub(super) fn fitting(
    (lesson, grade): (&Lesson, &StepGrade<'_>),
    variant: Variant,
    size: Size,
    root: &Path,
) -> Vec<Line> {
    let lines_in = |height: usize| {
        let style = Style {
            width: size.width,
            height,
            all: false,
            next: None,
            in_watch: false,
            root,
        };
        let feedback = course::feedback::Feedback::of(lesson, grade, variant, root);
        let lines = written(|out| terminal::write_feedback(out, &feedback, style));
        // A blank line stands at the top.
        lines
            .into_iter()
            .skip_while(|line| line.text.is_empty())
            .collect::<Vec<_>>()
    };
    let heights = (size.room() / 2..=size.room() + 12).rev();
    let mut fitting = heights
        .map(lines_in)
        .filter(|lines| lines.len() <= size.room());
    fitting.next().unwrap_or_else(|| lines_in(size.height))
}

fn drawn(schema: &Diagram, width: usize) -> Vec<Line> {
    let mut lines = written(|out| drawing::write(out, schema, width));
    let height = layout::layout(schema, width.saturating_sub(4)).height;
    for line in lines.iter_mut().take(height) {
        // Two boxes beside each other end at different lines.
        line.start = Start::Never;
    }
    lines
}

fn table_lines(table: &str, count: Option<i64>, rows: &Grid, width: usize) -> Vec<Line> {
    let count = match count {
        Some(count) => format!(" · {}", plural(usize::try_from(count).unwrap_or(0), "row")),
        None => String::new(),
    };
    let title = format!("    {}{count}", paint(BOLD, &clipped(table, 50)));
    let mut lines = vec![Line::new(title, Start::Good)];
    if !rows.rows.is_empty() {
        lines.extend(written(|out| grid::write(out, rows, width)));
    }
    lines
}

fn statements(shown: &[StatementSummary], more: usize, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for statement in shown {
        let times = match statement.times {
            1 => String::new(),
            times => format!("{times}×"),
        };
        let room = width.saturating_sub(9);
        let rows = textwrap::wrap(&statement.sql, room);
        for (number, row) in rows.iter().take(SQL).enumerate() {
            let (label, start) = match number {
                0 => (times.as_str(), Start::Good),
                _ => ("", Start::Poor),
            };
            let end = if number + 1 == SQL && rows.len() > SQL {
                " …"
            } else {
                ""
            };
            let row = sql_row(row);
            lines.push(Line::new(format!("  {label:>4}  {row}{end}"), start));
        }
        for step in &statement.plan {
            let step = clipped(&format!("plan: {}", harmless(step)), room.saturating_sub(2));
            lines.push(Line::new(
                format!("          {}", paint(DIM, &step)),
                Start::Poor,
            ));
        }
    }
    if more > 0 {
        let more = format!("        … and {}", plural(more, "other statement"));
        lines.push(Line::new(paint(DIM, &more), Start::Poor));
    }
    lines
}

fn sql_row(row: &str) -> String {
    let lines = terminal::code::painted(row, terminal::code::Language::Sql);
    lines.join(" ")
}

/// The steps of a lesson. Minutes that nobody has written down are left out.
fn agenda(steps: &[(&Step, Option<u32>)], width: usize) -> Vec<Line> {
    let names = steps.iter().map(|(step, _)| step.id.width());
    let name_width = names.max().unwrap_or(0);
    let room = width.saturating_sub(name_width + 20);
    let mut lines = Vec::new();
    for (step, minutes) in steps {
        let name = paint(CYAN, &padded(&step.id, name_width));
        let minutes = minutes.map_or(String::new(), |minutes| format!("{minutes} min"));
        let title = padded(&step.title, room);
        let line = format!("  {:>2}  {name}  {title}  {minutes:>6}", step.number);
        lines.push(Line::new(line.trim_end(), Start::Fair));
        lines.push(Line::new("", Start::Poor));
    }
    let known: Option<Vec<u32>> = steps.iter().map(|(_, minutes)| *minutes).collect();
    if let Some(minutes) = known {
        let total = format!("{} minutes", minutes.iter().sum::<u32>());
        let blanks = " ".repeat(width.saturating_sub(total.len() + 6));
        lines.push(Line::new(
            format!("{blanks}{}", paint(DIM, &total)),
            Start::Poor,
        ));
    }
    lines
}
