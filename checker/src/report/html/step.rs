//! One step in the page: what was tried, expected beside yours, why, what next.

use super::{Page, anchor, class};
use crate::pure::comparison::{Line, compare, whole};
use crate::pure::diagram::Diagram;
use crate::report::checks::{not_said, said_below};
use crate::report::step_details::{hint_command, next};
use crate::report::svg::svg;
use crate::report::terminal::{Style, shown, without_root};
use crate::report::words::{plural, sign, verdict_phrase, why_phrase};
use crate::vocabulary::course::Lesson;
use crate::vocabulary::grade::{LessonGrade, StepGrade};
use crate::vocabulary::outcome::{Check, Diagnostic, Obstacle, Panic, StepRun, Verdict};
use maud::{Markup, html};

/// Texts of so many lines are shown whole.
const WHOLE: usize = 40;

/// Equal lines before and after a difference.
const CONTEXT: usize = 2;

/// Lines of one comparison that are shown at most.
const COMPARED: usize = 200;

/// Errors of rustc's that are shown of one crate.
const ERRORS: usize = 5;

/// Columns of a drawing on a laptop, and on a phone.
const WIDE: usize = 96;
const NARROW: usize = 42;

fn style(page: Page<'_>) -> Style<'_> {
    Style {
        width: 80,
        height: 24,
        all: true,
        next: None,
        root: page.root,
        in_watch: false,
    }
}

pub(super) fn write(
    page: Page<'_>,
    lesson: &Lesson,
    grade: &StepGrade<'_>,
    here: Option<&str>,
) -> Markup {
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
            @match (&grade.obstacle, grade.verdict) {
                (Some(Obstacle::Signature(errors)), _) => (signature(page, lesson, grade, errors)),
                (_, Verdict::NotStarted) => (task(grade)),
                _ => (checks(grade)),
            }
            @if let Some(run) = &grade.run { (run_details(page, run)) }
            @for diagnosis in not_said(grade) { p class="say" { (diagnosis.say) } }
            @if grade.verdict == Verdict::Blocked {
                p class="say" {
                    "This step builds on " (grade.step.after.join(", ")) ". Solve that first: the fault may be there."
                }
            }
            @if grade.verdict != Verdict::Passed { p { strong { "Next: " } code { (next(grade, &hint_command(lesson, grade.step))) } } }
            @if let Some(diagram) = page.diagrams.get(&name) { (schema(diagram, &name)) }
        }
    }
}

fn task(grade: &StepGrade<'_>) -> Markup {
    html! {
        p { "To write:" }
        pre { (grade.step.signature) }
        p { "What will be tried:" }
        ul class="checks" {
            @for check in &grade.checks { li { span class="quiet" { "○" } " " (check.title) } }
        }
    }
}

fn checks(grade: &StepGrade<'_>) -> Markup {
    let skipped = grade.run.as_ref().map_or(&[][..], |run| &run.skipped);
    html! {
        ul class="checks" {
            @for check in &grade.checks {
                li {
                    (check_item(check))
                    @for diagnosis in said_below(grade, check) { p class="say" { (diagnosis.say) } }
                }
            }
            @for skipped in skipped {
                li { span class="quiet" { "–" } " " (skipped.title) " (" (why_phrase(&skipped.why)) ")" }
            }
        }
    }
}

fn check_item(check: &Check) -> Markup {
    let (class, sign, words) = match &check.actual {
        Some(_) if check.passed() => ("passed", "✓", "right: "),
        Some(_) => ("failed", "✗", "not right: "),
        None => ("quiet", "○", "not tried: "),
    };
    html! {
        span class=(class) aria-hidden="true" { (sign) } " " span class="words" { (words) } (check.title)
        @if let (false, Some(actual)) = (check.passed(), &check.actual) {
            (beside(check.expected.as_deref().unwrap_or("(the course does not know this one)"), actual))
        }
    }
}

/// Two texts beside each other. A line that differs has a sign, not a colour alone.
fn beside(expected: &str, actual: &str) -> Markup {
    let is_short = expected.lines().count().max(actual.lines().count()) <= WHOLE;
    let lines = if is_short {
        whole(expected, actual)
    } else {
        compare(expected, actual, CONTEXT)
    };
    let column = |own: fn(&Line) -> bool| {
        let lines = lines.iter().take(COMPARED).filter(move |line| own(line));
        html! { pre { @for line in lines { (line_of(line)) "\n" } } }
    };
    html! {
        div class="beside" {
            figure { figcaption { "expected" } (column(|line| !matches!(line, Line::Yours(_)))) }
            figure { figcaption { "yours" } (column(|line| !matches!(line, Line::Expected(_)))) }
        }
    }
}

fn line_of(line: &Line) -> Markup {
    html! {
        @match line {
            Line::Same(text) => { "  " (text) }
            Line::Expected(text) | Line::Yours(text) => mark { "≠ " (text) },
            Line::Skipped(count) => { "… " (plural(*count, "equal line")) }
        }
    }
}

fn run_details(page: Page<'_>, run: &StepRun) -> Markup {
    let style = style(page);
    let mut panics: Vec<&Panic> = run.panics.iter().filter(|panic| !panic.todo).collect();
    panics.dedup_by(|a, b| (a.line, &a.file) == (b.line, &b.file));
    let printed = [&run.stdout, &run.stderr].map(|text| without_root(text, style));
    html! {
        @for panic in panics {
            p { "It panicked at " code { (shown(&panic.file, style)) ":" (panic.line) } ": " (panic.message) }
        }
        @if printed.iter().any(|text| !text.trim().is_empty()) {
            details {
                summary { h4 style="display: inline" { "What it printed" } }
                @for text in printed.iter().filter(|text| !text.trim().is_empty()) { pre { (text) } }
            }
        }
    }
}

fn signature(
    page: Page<'_>,
    lesson: &Lesson,
    grade: &StepGrade<'_>,
    errors: &[Diagnostic],
) -> Markup {
    html! {
        p { "Your crate compiles, but this step cannot use it. It expects, in " code { (lesson.crate_name()) } ":" }
        pre { (grade.step.signature) }
        (diagnostics(page, errors))
    }
}

/// Why nothing of a lesson could be run.
pub(super) fn obstacle(page: Page<'_>, lesson: &LessonGrade<'_>, obstacle: &Obstacle) -> Markup {
    let id = &lesson.lesson.id;
    html! {
        @match obstacle {
            Obstacle::Compile(errors) | Obstacle::Signature(errors) => {
                p class="failed" { "✗ This lesson does not compile. All errors: " code { "cargo check -p " (id) } }
                (diagnostics(page, errors))
            }
            Obstacle::Manifest(why) => {
                p class="failed" { "✗ cargo cannot use the manifest of this lesson." }
                pre { (without_root(why, style(page))) }
            }
            Obstacle::Missing(folder) => {
                p class="failed" { "✗ There is no folder " code { (shown(folder, style(page))) } "." }
            }
        }
    }
}

fn diagnostics(page: Page<'_>, errors: &[Diagnostic]) -> Markup {
    let text = |error: &Diagnostic| {
        let plain = anstream::adapter::strip_str(&error.rendered).to_string();
        without_root(&plain, style(page))
    };
    html! {
        @for error in errors.iter().take(ERRORS) { pre { (text(error)) } }
        @if errors.len() > ERRORS { p class="quiet" { "… " (plural(errors.len() - ERRORS, "more error")) } }
    }
}

/// The drawing, once for wide and once for narrow windows, and the same in words.
fn schema(diagram: &Diagram, name: &str) -> Markup {
    let id = anchor(name);
    let words = diagram.edges.iter().map(|edge| diagram.sentence(edge));
    html! {
        details {
            summary { h4 style="display: inline" { "The schema that it left" } }
            div class="drawing wide" { (svg(diagram, WIDE, &format!("{id}-wide"))) }
            div class="drawing narrow" { (svg(diagram, NARROW, &format!("{id}-narrow"))) }
            p class="quiet" { (diagram.legend()) }
            ul { @for sentence in words.chain(diagram.dangling.iter().cloned()) { li { (sentence) } } }
        }
    }
}
