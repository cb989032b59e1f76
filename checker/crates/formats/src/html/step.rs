//! One step in the page, and why nothing of a lesson could be run.

use crate::html::drawing::drawing;
use crate::html::feedback::{diagnostics, feedback, style};
use crate::html::{Page, anchor, class};
use course::grade::{LessonGrade, StepGrade};
use course::lesson::Lesson;
use course::outcome::{BuildFailure, Verdict};
use maud::{Markup, html};
use terminal::diagram::Diagram;
use terminal::step_details::{hint_command, next};
use terminal::words::{sign, verdict_phrase};
use terminal::{shown, without_root};

pub fn write(page: Page<'_>, lesson: &Lesson, grade: &StepGrade<'_>, here: Option<&str>) -> Markup {
    let name = lesson.name_of(grade.step);
    let is_here = here == Some(name.as_str());
    let is_open = is_here || !matches!(grade.verdict, Verdict::Passed | Verdict::NotStarted);
    let file = format!(
        "{}/{}/{}",
        page.grade.variant.folder(),
        lesson.folder(),
        grade.step.file
    );
    html! {
        details class="step" id=(anchor(&name)) open[is_open] {
            summary {
                h3 {
                    span class=(class(grade.verdict)) { (sign(grade.verdict)) } " " (name) ": " (grade.step.title)
                }
                " " span class="quiet" {
                    "(" (verdict_phrase(grade.verdict)) ", " (grade.earned) " of " (grade.step.points) " points)"
                    @if is_here { " " span class="here" { "← you are here" } }
                }
            }
            p { code { (file) } }
            (feedback(lesson, grade, page.root))
            @if grade.verdict != Verdict::Passed { p { strong { "Next: " } code { (next(grade, &hint_command(lesson, grade.step))) } } }
            @if let Some(diagram) = page.diagrams.get(&name) { (schema(diagram, &name)) }
        }
    }
}

/// Why nothing of a lesson could be run.
pub fn build_failure(
    page: Page<'_>,
    lesson: &LessonGrade<'_>,
    build_failure: &BuildFailure,
) -> Markup {
    let id = &lesson.lesson.id;
    html! {
        @match build_failure {
            BuildFailure::Compile(errors) | BuildFailure::Signature(errors) => {
                p class="failed" { "✗ This lesson does not compile. All errors: " code { "cargo check -p " (id) } }
                (diagnostics(errors, page.root))
            }
            BuildFailure::Manifest(why) => {
                p class="failed" { "✗ cargo cannot use the manifest of this lesson." }
                pre { (without_root(why, style(page.root))) }
            }
            BuildFailure::Missing(folder) => {
                p class="failed" { "✗ There is no folder " code { (shown(folder, style(page.root))) } "." }
            }
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
