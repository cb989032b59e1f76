//! The page of `checker report`: all lessons, and each step with its feedback.

use crate::html::document::document;
use crate::html::feedback;
use crate::html::page::{Page, STYLE, anchor, class};
use crate::html::step::step as step_details;
use course::feedback::{BuildFeedback, report_title, verdict_phrase};
use course::grade::{Grade, LessonGrade, StepGrade};
use course::outcome::Verdict;
use course::selection::Named;
use maud::{Markup, PreEscaped, html};
use std::io::{self, Write};
use terminal::words::{plural, sign};

/// Nothing but the style that is in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Writes the page.
pub(crate) fn write(out: &mut dyn Write, page: Page<'_>) -> io::Result<()> {
    let grade = page.grade;
    let title = report_title(grade.variant);
    let title_line = format!(
        "{title}: {} of {}",
        grade.earned(),
        plural_points(grade.possible())
    );
    let head = html! { style { (PreEscaped(STYLE)) } };
    let body = html! {
        header { (header(title, grade)) }
        main {
            (overview(grade))
            @for lesson in &grade.lessons { (lesson_section(page, lesson)) }
        }
        footer { p class="quiet" { (legend()) } }
    };
    let text = document(&title_line, POLICY, &head, &body);
    out.write_all(text.as_bytes())
}

fn plural_points(points: u32) -> String {
    plural(usize::try_from(points).unwrap_or(usize::MAX), "point")
}

fn header(title: &str, grade: &Grade<'_>) -> Markup {
    let (earned, possible) = (grade.earned(), grade.possible());
    html! {
        h1 { (title) }
        p class="total" id="total" { strong { (earned) } " of " (plural_points(possible)) }
        progress max=(possible.max(1)) value=(earned) aria-labelledby="total" {}
        @match grade.first_unfinished() {
            None => p class="passed" { "✓ All steps are right." },
            Some(here) => {
                @let name = here.name();
                p { "You are at " a class="here" href={ "#" (anchor(&name)) } { (name) } ": " (here.step.title) "." }
            }
        }
    }
}

fn overview(grade: &Grade<'_>) -> Markup {
    html! {
        h2 { "Lessons" }
        table {
            caption { "One mark per step. The marks are explained at the end." }
            thead {
                tr { th scope="col" { "Lesson" } th scope="col" { "Steps" } th scope="col" class="points" { "Points" } }
            }
            tbody {
                @for lesson in &grade.lessons {
                    tr {
                        th scope="row" {
                            a href={ "#lesson-" (lesson.lesson.id) } { (format!("{:02} ", lesson.lesson.number)) (lesson.lesson.id) }
                        }
                        td class="marks" { @for step in &lesson.steps { (mark_link(lesson, step)) } }
                        td class="points" { (lesson.earned()) "/" (lesson.possible()) }
                    }
                }
            }
        }
    }
}

fn mark_link(lesson: &LessonGrade<'_>, step: &StepGrade<'_>) -> Markup {
    let name = lesson.lesson.name_of(step.step);
    let words = format!("{name}: {}", verdict_phrase(step.verdict));
    html! {
        a class=(class(step.verdict)) href={ "#" (anchor(&name)) } title=(words) aria-label=(words) {
            (sign(step.verdict))
        }
    }
}

fn lesson_section(page: Page<'_>, lesson: &LessonGrade<'_>) -> Markup {
    html! {
        section {
            h2 id={ "lesson-" (lesson.lesson.id) } {
                (format!("{:02} ", lesson.lesson.number)) (lesson.lesson.id) ": " (lesson.lesson.title)
            }
            (lesson_feedback(page, lesson))
        }
    }
}

/// What there is to say about a lesson and its steps.
pub(crate) fn lesson_feedback(page: Page<'_>, lesson: &LessonGrade<'_>) -> Markup {
    let here = page.grade.first_unfinished().map(Named::name);
    html! {
        @if let Some(failure) = &lesson.build_failure {
            (feedback::build_failure(&BuildFeedback::of(lesson, failure, page.root), page.root))
        }
        @if lesson.warnings > 0 {
            p class="quiet" {
                "rustc has " (plural(lesson.warnings, "warning")) " about this lesson: "
                code { "cargo check -p " (lesson.lesson.id) }
            }
        }
        @for step in &lesson.steps {
            (step_details(page, lesson.lesson, step, here.as_deref()))
        }
    }
}

fn legend() -> String {
    let verdicts = [
        Verdict::Passed,
        Verdict::Partly,
        Verdict::Failed,
        Verdict::NotStarted,
        Verdict::Blocked,
    ];
    let verdicts = verdicts.map(|verdict| format!("{} {}", sign(verdict), verdict_phrase(verdict)));
    format!(
        "Of a step: {}. Of what was tried: ✓ right, ✗ not right, ○ not tried.",
        verdicts.join(", ")
    )
}
