//! The parts of a slide in HTML.

use crate::html::{class, drawing, feedback};
use crate::walkthrough::deck::slide::{GradedAnswer, Part};
use crate::walkthrough::pages::{code, prose};
use course::document::harmless;
use course::feedback::{Feedback, verdict_phrase};
use course::lesson::Step;
use harness::inspection::{Cell, Grid, StatementSummary};
use maud::{Markup, html};
use std::path::Path;
use terminal::code::Language;
use terminal::words::{plural, sign};

/// A part; `id` is unique in the page.
pub(super) fn part(part: &Part<'_>, id: &str, root: &Path) -> Markup {
    match part {
        Part::Text(blocks) => prose::blocks(blocks),
        Part::Note(text) => html! { p class="note quiet" { (text) } },
        Part::Signature(text) => code::plain(Some(Language::Rust), text),
        Part::Code {
            file,
            language,
            text,
        } => code::file(file, *language, text),
        Part::Diff {
            file,
            language,
            lines,
        } => code::diff(file, *language, lines),
        Part::Feedback(answer) => feedback_on(answer, root),
        Part::Diagram(schema) => drawing(schema, id),
        Part::Rows { table, count, rows } => rows_of(table, *count, rows),
        Part::Statements { shown, more } => statements(shown, *more),
        Part::Steps(steps) => agenda(steps),
    }
}

fn feedback_on(answer: &GradedAnswer<'_>, root: &Path) -> Markup {
    let GradedAnswer {
        lesson,
        grade,
        variant,
    } = answer;
    let file = format!(
        "{}/{}/{}",
        variant.folder(),
        lesson.folder(),
        grade.step.file
    );
    html! {
        p {
            strong class=(class(grade.verdict)) { (sign(grade.verdict)) " " (verdict_phrase(grade.verdict)) }
            ", " (grade.earned) " of " (grade.step.points) " points: " code { (file) }
        }
        (feedback(&Feedback::of(lesson, grade, *variant, root), root))
    }
}

fn rows_of(table: &str, count: Option<i64>, rows: &Grid) -> Markup {
    let count = count.and_then(|count| usize::try_from(count).ok());
    let caption = html! { (table) @if let Some(count) = count { " · " (plural(count, "row")) } };
    if rows.rows.is_empty() {
        return html! { p { strong { (caption) } } };
    }
    html! {
        div class="scrolls" tabindex="0" role="group" aria-label={ "rows of " (table) } {
            table class="rows" {
                caption { (caption) }
                thead { tr { @for column in &rows.columns { th scope="col" { (column) } } } }
                tbody {
                    @for row in &rows.rows { tr { @for cell in row { (cell_of(cell)) } } }
                }
            }
        }
        @if rows.more { p class="quiet" { "… and more" } }
    }
}

fn cell_of(cell: &Cell) -> Markup {
    let class = match cell {
        Cell::Null | Cell::Blob(..) => Some("quiet"),
        Cell::Number(_) => Some("number"),
        Cell::Text(_) => None,
    };
    html! { td class=[class] { (cell.text()) } }
}

fn statements(shown: &[StatementSummary], more: usize) -> Markup {
    html! {
        ol class="statements" {
            @for statement in shown {
                li {
                    (code::sql(&statement.sql))
                    @if statement.times > 1 { " " span class="quiet" { (statement.times) " times" } }
                    @for step in &statement.plan { p class="quiet" { "plan: " (harmless(step)) } }
                }
            }
        }
        @if more > 0 { p class="quiet" { "… and " (plural(more, "other statement")) } }
    }
}

/// The steps of a lesson, with the minutes that the notes give them.
fn agenda(steps: &[(&Step, Option<u32>)]) -> Markup {
    let all: Option<u32> = steps.iter().map(|(_, minutes)| *minutes).sum();
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Step" } th scope="col" { "What it is about" }
                    th scope="col" class="points" { "Minutes" }
                }
            }
            tbody {
                @for (step, minutes) in steps {
                    tr {
                        th scope="row" { a href={ "#" (step.id) } { (step.number) " " (step.id) } }
                        td { (step.title) }
                        td class="points" { @if let Some(minutes) = minutes { (minutes) } }
                    }
                }
            }
            @if let Some(all) = all {
                tfoot { tr { th scope="row" { "All" } td {} td class="points" { (all) } } }
            }
        }
    }
}
