//! What is told of an answer: what was tried, expected beside yours, why.

use course::comparison::{DiffLine, compare, whole};
use course::grade::StepGrade;
use course::lesson::Lesson;
use course::outcome::{BuildFailure, Check, Diagnostic, Panic, StepRun, Verdict};
use maud::{Markup, html};
use std::path::Path;
use terminal::checks::{not_said, said_below};
use terminal::words::{plural, why_phrase};
use terminal::{Style, shown, without_root};

/// Texts of so many lines are shown whole.
const WHOLE: usize = 40;

/// Equal lines before and after a difference.
const CONTEXT: usize = 2;

/// Lines of one comparison that are shown at most.
const COMPARED: usize = 200;

/// Errors of rustc's that are shown of one crate.
const ERRORS: usize = 5;

/// Paths below `root` are shown without it.
pub fn style(root: &Path) -> Style<'_> {
    Style {
        width: 80,
        height: 24,
        all: true,
        next: None,
        root,
        in_watch: false,
    }
}

/// All that is told of a step's answer.
pub fn feedback(lesson: &Lesson, grade: &StepGrade<'_>, root: &Path) -> Markup {
    html! {
        @match (&grade.build_failure, grade.verdict) {
            (Some(BuildFailure::Signature(errors)), _) => (signature(lesson, grade, errors, root)),
            (Some(BuildFailure::Compile(errors)), _) => (diagnostics(errors, root)),
            (_, Verdict::NotStarted) => (task(grade)),
            _ => (checks(grade)),
        }
        @if let Some(run) = &grade.run { (run_details(run, root)) }
        @for diagnosis in not_said(grade) { p class="say" { (said(&diagnosis.say)) } }
        @if grade.verdict == Verdict::Blocked {
            p class="say" {
                "This step builds on " (grade.step.after.join(", ")) ". Solve that first: the fault may be there."
            }
        }
    }
}

/// A sentence of ours. Code in it stands between backticks.
fn said(sentence: &str) -> Markup {
    let parts = sentence.split('`').zip([false, true].into_iter().cycle());
    html! {
        @for (text, is_code) in parts {
            @if is_code { code { (text) } } @else { (text) }
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
                    @for diagnosis in said_below(grade, check) { p class="say" { (said(&diagnosis.say)) } }
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
    let column = |own: fn(&DiffLine) -> bool| {
        let lines = lines.iter().take(COMPARED).filter(move |line| own(line));
        html! { pre { @for line in lines { (line_of(line)) "\n" } } }
    };
    html! {
        div class="beside" {
            figure { figcaption { "expected" } (column(|line| !matches!(line, DiffLine::Yours(_)))) }
            figure { figcaption { "yours" } (column(|line| !matches!(line, DiffLine::Expected(_)))) }
        }
    }
}

fn line_of(line: &DiffLine) -> Markup {
    html! {
        @match line {
            DiffLine::Same(text) => { "  " (text) }
            DiffLine::Expected(text) | DiffLine::Yours(text) => mark { "≠ " (text) },
            DiffLine::Skipped(count) => { "… " (plural(*count, "equal line")) }
        }
    }
}

fn run_details(run: &StepRun, root: &Path) -> Markup {
    let style = style(root);
    let mut panics: Vec<&Panic> = run.panics.iter().filter(|panic| !panic.todo).collect();
    panics.dedup_by(|a, b| (a.line, &a.file) == (b.line, &b.file));
    let printed = [&run.stdout, &run.stderr].map(|text| without_root(text, style));
    html! {
        @for panic in panics {
            p { "It panicked at " code { (shown(&panic.file, style)) ":" (panic.line) } ": " (panic.message) }
        }
        @if printed.iter().any(|text| !text.trim().is_empty()) {
            details {
                summary { h4 { "What it printed" } }
                @for text in printed.iter().filter(|text| !text.trim().is_empty()) { pre { (text) } }
            }
        }
    }
}

fn signature(lesson: &Lesson, grade: &StepGrade<'_>, errors: &[Diagnostic], root: &Path) -> Markup {
    html! {
        p { "Your crate compiles, but this step cannot use it. It expects, in " code { (lesson.crate_name()) } ":" }
        pre { (grade.step.signature) }
        (diagnostics(errors, root))
    }
}

/// What rustc says.
pub fn diagnostics(errors: &[Diagnostic], root: &Path) -> Markup {
    let text = |error: &Diagnostic| {
        let plain = anstream::adapter::strip_str(&error.rendered).to_string();
        without_root(&plain, style(root))
    };
    html! {
        @for error in errors.iter().take(ERRORS) { pre { (text(error)) } }
        @if errors.len() > ERRORS { p class="quiet" { "… " (plural(errors.len() - ERRORS, "more error")) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_a_sentence_is_code() {
        let page = said("Use `env!`, not `a<b`.").into_string();
        assert_eq!(page, "Use <code>env!</code>, not <code>a&lt;b</code>.");
    }
}
