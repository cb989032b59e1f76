//! The parts of a slide as lines.

use crate::walkthrough::deck::slide::{GradedAnswer, Part, Slide};
use crate::walkthrough::text::code;
use crate::walkthrough::text::line::{PageStart, SlideLine};
use crate::walkthrough::text::size::Size;
use anstream::adapter::strip_str;
use course::document::harmless;
use course::feedback::Feedback;
use course::grade::StepGrade;
use course::lesson::{Lesson, Step, Variant};
use course::markdown::Block;
use course::outcome::BuildFailure;
use harness::inspection::{Grid, StatementSummary};
use std::io::{self, Write};
use std::path::Path;
use terminal::Style;
use terminal::code::reflow::{self, Row};
use terminal::diagram::{Diagram, drawing, layout};
use terminal::text::{clipped, padded};
use terminal::words::{BOLD, CYAN, DIM, paint, plural};
use terminal::{grid, prose, viewport};
use unicode_width::UnicodeWidthStr;

/// Lines of one statement, at most.
const SQL: usize = 4;

/// A line that begins with one of these begins something.
const ITEM_SIGNS: [&str; 6] = ["• ", "✓ ", "✗ ", "○ ", "– ", "row "];

/// All lines of a slide, as wide as `size` allows.
pub(super) fn lines(slide: &Slide<'_>, size: Size, root: &Path) -> Vec<SlideLine> {
    let mut lines: Vec<SlideLine> = Vec::new();
    for part in &slide.parts {
        if !lines.is_empty() {
            lines.push(SlideLine::new("", PageStart::Poor));
        }
        let mut more = part_lines(part, size, root);
        if let Some(first) = more.first_mut() {
            first.start = PageStart::Good;
        }
        lines.extend(more);
    }
    lines
}

fn part_lines(part: &Part<'_>, size: Size, root: &Path) -> Vec<SlideLine> {
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
                .map(|line| SlideLine::new(paint(DIM, line), PageStart::Poor))
                .collect()
        }
        Part::Signature(code) => {
            let rows = reflow::code(code, width.saturating_sub(4)).into_iter();
            let line = |row: Row| format!("    {}", paint(BOLD, &row.text));
            rows.map(|row| SlideLine::new(line(row), PageStart::Poor))
                .collect()
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
        Part::Feedback(answer) => feedback_lines(answer, size, root),
        Part::Diagram(schema) => diagram(schema, width),
        Part::Rows { table, count, rows } => table_lines(table, *count, rows, width),
        Part::Statements { shown, more } => statements(shown, *more, width),
        Part::Steps(steps) => agenda(steps, width),
    }
}

/// The blocks with their code folded to `width` columns. Code in lists is short, and stays.
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

/// The lines that another view writes.
fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<SlideLine> {
    let mut bytes = Vec::new();
    // Writing into memory does not fail.
    let _ = write(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let mut lines: Vec<SlideLine> = Vec::new();
    for text in text.lines() {
        let plain = strip_str(text).to_string();
        let words = plain.trim_start();
        let is_point = ITEM_SIGNS.iter().any(|sign| words.starts_with(sign));
        let start = match lines.last() {
            Some(above) if above.text.is_empty() && !words.is_empty() => PageStart::Good,
            _ if is_point => PageStart::Fair,
            _ => PageStart::Poor,
        };
        lines.push(SlideLine::new(text, start));
    }
    lines
}

fn below(file: &str, mut lines: Vec<SlideLine>) -> Vec<SlideLine> {
    if let Some(first) = lines.first_mut() {
        first.start = PageStart::Poor;
    }
    let title = SlideLine::new(format!("  {}", paint(CYAN, file)), PageStart::Good);
    [title, SlideLine::new("", PageStart::Poor)]
        .into_iter()
        .chain(lines)
        .collect()
}

/// What a student reads, on one page if that can be.
fn feedback_lines(answer: &GradedAnswer<'_>, size: Size, root: &Path) -> Vec<SlideLine> {
    let GradedAnswer {
        lesson,
        grade,
        variant,
    } = answer;
    if let Some(BuildFailure::Compile(errors)) = &grade.build_failure {
        let lines = written(|out| terminal::write_errors(out, errors));
        let rows = lines
            .iter()
            .flat_map(|line| viewport::rows(&format!("{} ", line.text), size.width));
        return rows
            .map(|row| SlideLine::new(row.trim_end(), PageStart::Poor))
            .collect();
    }
    fitting(lesson, grade, *variant, size, root)
}

/// The feedback on a step, cut down to what fits on a screen.
pub(crate) fn fitting(
    lesson: &Lesson,
    grade: &StepGrade<'_>,
    variant: Variant,
    size: Size,
    root: &Path,
) -> Vec<SlideLine> {
    let lines_in = |height: usize| {
        let style = Style {
            width: size.width,
            height,
            all: false,
            next: None,
            in_watch: false,
            root,
        };
        let feedback = Feedback::of(lesson, grade, variant, root);
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

fn diagram(schema: &Diagram, width: usize) -> Vec<SlideLine> {
    let mut lines = written(|out| drawing::write(out, schema, width));
    let height = layout::layout(schema, width.saturating_sub(4)).height;
    for line in lines.iter_mut().take(height) {
        // Boxes side by side end at different lines.
        line.start = PageStart::Never;
    }
    lines
}

fn table_lines(table: &str, count: Option<i64>, rows: &Grid, width: usize) -> Vec<SlideLine> {
    let count = match count {
        Some(count) => format!(" · {}", plural(usize::try_from(count).unwrap_or(0), "row")),
        None => String::new(),
    };
    let title = format!("    {}{count}", paint(BOLD, &clipped(table, 50)));
    let mut lines = vec![SlideLine::new(title, PageStart::Good)];
    if !rows.rows.is_empty() {
        lines.extend(written(|out| grid::write(out, rows, width)));
    }
    lines
}

fn statements(shown: &[StatementSummary], more: usize, width: usize) -> Vec<SlideLine> {
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
                0 => (times.as_str(), PageStart::Good),
                _ => ("", PageStart::Poor),
            };
            let end = if number + 1 == SQL && rows.len() > SQL {
                " …"
            } else {
                ""
            };
            let row = sql_row(row);
            lines.push(SlideLine::new(format!("  {label:>4}  {row}{end}"), start));
        }
        for step in &statement.plan {
            let step = clipped(&format!("plan: {}", harmless(step)), room.saturating_sub(2));
            lines.push(SlideLine::new(
                format!("          {}", paint(DIM, &step)),
                PageStart::Poor,
            ));
        }
    }
    if more > 0 {
        let more = format!("        … and {}", plural(more, "other statement"));
        lines.push(SlideLine::new(paint(DIM, &more), PageStart::Poor));
    }
    lines
}

fn sql_row(row: &str) -> String {
    let lines = terminal::code::painted(row, terminal::code::Language::Sql);
    lines.join(" ")
}

/// The steps of a lesson, with the minutes that the notes give them.
fn agenda(steps: &[(&Step, Option<u32>)], width: usize) -> Vec<SlideLine> {
    let names = steps.iter().map(|(step, _)| step.id.width());
    let name_width = names.max().unwrap_or(0);
    let room = width.saturating_sub(name_width + 20);
    let mut lines = Vec::new();
    for (step, minutes) in steps {
        let name = paint(CYAN, &padded(&step.id, name_width));
        let minutes = minutes.map_or(String::new(), |minutes| format!("{minutes} min"));
        let title = padded(&step.title, room);
        let line = format!("  {:>2}  {name}  {title}  {minutes:>6}", step.number);
        lines.push(SlideLine::new(line.trim_end(), PageStart::Fair));
        lines.push(SlideLine::new("", PageStart::Poor));
    }
    let known: Option<Vec<u32>> = steps.iter().map(|(_, minutes)| *minutes).collect();
    if let Some(minutes) = known {
        let total = format!("{} minutes", minutes.iter().sum::<u32>());
        let blanks = " ".repeat(width.saturating_sub(total.len() + 6));
        lines.push(SlideLine::new(
            format!("{blanks}{}", paint(DIM, &total)),
            PageStart::Poor,
        ));
    }
    lines
}
