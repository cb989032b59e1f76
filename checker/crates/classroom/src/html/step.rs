//! One step in the page.

use crate::html::drawing::drawing;
use crate::html::feedback::feedback as answer;
use crate::html::page::{Page, anchor, class};
use course::feedback::{Feedback, verdict_phrase};
use course::grade::StepGrade;
use course::lesson::Lesson;
use course::outcome::Verdict;
use maud::{Markup, html};
use std::path::Path;
use terminal::diagram::Diagram;
use terminal::words::sign;

/// A step and its feedback. `here` is the name of the step at which the student is.
pub(super) fn step(
    page: Page<'_>,
    lesson: &Lesson,
    grade: &StepGrade<'_>,
    here: Option<&str>,
) -> Markup {
    let feedback = Feedback::of(lesson, grade, page.grade.variant, page.root);
    let Feedback { name, verdict, .. } = &feedback;
    let is_here = here == Some(name.as_str());
    let is_open = is_here || !matches!(verdict, Verdict::Passed | Verdict::NotStarted);
    html! {
        details class="step" id=(anchor(name)) open[is_open] {
            summary {
                h3 {
                    span class=(class(*verdict)) { (sign(*verdict)) } " " (name) ": " (feedback.title)
                }
                " " span class="quiet" {
                    "(" (verdict_phrase(*verdict)) ", " (feedback.earned) " of " (feedback.possible) " points)"
                    @if is_here { " " span class="here" { "← you are here" } }
                }
            }
            p { code { (feedback.file) } }
            (answer(&feedback, page.root))
            @if let Some(code) = code(page, lesson, &grade.step.file) { (handed_in(&code)) }
            @if *verdict != Verdict::Passed { p { strong { "Next: " } code { (feedback.next(&feedback.hint_command())) } } }
            @if let Some(diagram) = page.diagrams.get(name) { (schema(diagram, name)) }
        }
    }
}

/// The text of a file that was handed in.
fn code(page: Page<'_>, lesson: &Lesson, file: &str) -> Option<String> {
    let bytes = page.code?.get(&lesson.number)?.get(Path::new(file))?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}

fn handed_in(code: &str) -> Markup {
    html! {
        details {
            summary { h4 { "The code" } }
            pre { code { (code) } }
        }
    }
}

fn schema(diagram: &Diagram, name: &str) -> Markup {
    html! {
        details {
            summary { h4 { "The schema that it left" } }
            (drawing(diagram, &anchor(name)))
        }
    }
}
