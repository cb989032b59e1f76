//! Feedback as a part of a page: what `course::feedback` says, in full.

use course::comparison::DiffLine;
use course::feedback::{
    Answer, BuildFeedback, Cause, CheckItem, CheckResult, Difference, Feedback, PanicNote, Reason,
    SignatureMismatch, SkippedCheck, relative_text,
};
use course::outcome::Diagnostic;
use maud::{Markup, html};
use std::path::Path;
use terminal::words::plural;

/// Texts of so many lines are shown whole.
const WHOLE: usize = 40;

/// So many lines of one comparison are shown.
const COMPARED: usize = 200;

/// So many of rustc's errors are shown of one crate.
const ERRORS: usize = 5;

/// The feedback on a step. Paths below `root` in rustc's text are shown without it.
pub(crate) fn feedback(feedback: &Feedback<'_>, root: &Path) -> Markup {
    html! {
        @match &feedback.answer {
            Answer::Signature(mismatch) => (signature(mismatch, root)),
            Answer::Errors(errors) => (diagnostics(errors, root)),
            Answer::Missing { signature, tried, .. } => (task(signature, tried)),
            Answer::Tried { checks, .. } => (check_list(checks, feedback)),
        }
        (panics(&feedback.panics))
        (printed(&feedback.printed))
        @for sentence in feedback.at_the_end() { p class="say" { (with_code(&sentence)) } }
        @if let Answer::Tried { blocked: Some(why), .. } = &feedback.answer {
            p class="say" { (why) }
        }
    }
}

/// Why nothing of a lesson could be run.
pub(super) fn build_failure(feedback: &BuildFeedback<'_>, root: &Path) -> Markup {
    html! {
        @match &feedback.cause {
            Cause::Errors(errors) => {
                p class="failed" {
                    "✗ This lesson does not compile. All errors: "
                    code { "cargo check -p " (feedback.lesson) }
                }
                (diagnostics(errors, root))
            }
            Cause::Words(why) => {
                p class="failed" { "✗ cargo cannot use the manifest of this lesson." }
                pre { (why) }
            }
            Cause::MissingFolder(folder) => {
                p class="failed" { "✗ There is no folder " code { (folder) } "." }
            }
        }
    }
}

/// A sentence in which code stands between backticks.
pub(crate) fn with_code(sentence: &str) -> Markup {
    let parts = sentence.split('`').zip([false, true].into_iter().cycle());
    html! {
        @for (text, is_code) in parts {
            @if is_code { code { (text) } } @else { (text) }
        }
    }
}

fn task(signature: &str, tried: &[&str]) -> Markup {
    html! {
        p { "To write:" }
        pre { (signature) }
        p { "What will be tried:" }
        ul class="checks" {
            @for title in tried { li { span class="quiet" { "○" } " " (title) } }
        }
    }
}

fn check_list(checks: &[CheckItem<'_>], feedback: &Feedback<'_>) -> Markup {
    html! {
        ul class="checks" {
            @for (index, check) in checks.iter().enumerate() {
                li {
                    (check_item(check))
                    @match feedback.below(index) {
                        Some(Reason::Said(words)) => p class="say" { (with_code(&words)) },
                        Some(Reason::Above(place)) => p class="quiet" { (place) },
                        None => {},
                    }
                }
            }
            @for SkippedCheck { title, reason } in &feedback.skipped {
                li { span class="quiet" { "–" } " " (title) " (" (reason) ")" }
            }
        }
    }
}

fn check_item(check: &CheckItem<'_>) -> Markup {
    let (class, sign, words) = match check.result {
        CheckResult::Right => ("passed", "✓", "right: "),
        CheckResult::Wrong(_) => ("failed", "✗", "not right: "),
        CheckResult::NotReached => ("quiet", "○", "not tried: "),
    };
    html! {
        span class=(class) aria-hidden="true" { (sign) } " " span class="words" { (words) } (check.title)
        @if let CheckResult::Wrong(difference) = &check.result { (beside(difference)) }
    }
}

/// Two texts beside each other. A line that differs has a sign, not a colour alone.
fn beside(difference: &Difference<'_>) -> Markup {
    let lines = if difference.height() <= WHOLE {
        difference.whole()
    } else {
        difference.in_context()
    };
    let column = |own: fn(&DiffLine) -> bool| {
        let lines = lines.iter().take(COMPARED).filter(move |line| own(line));
        let is_empty = lines.clone().next().is_none();
        html! {
            pre {
                @for line in lines { (line_of(line)) "\n" }
                @if is_empty { span class="quiet" { "(nothing here)" } }
            }
        }
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

fn panics(panics: &[PanicNote<'_>]) -> Markup {
    html! {
        @for panic in panics {
            p { (panic.what()) " " code { (panic.file) ":" (panic.line) } ": " (panic.message) }
        }
    }
}

fn printed(printed: &[String]) -> Markup {
    html! {
        @if !printed.is_empty() {
            details {
                summary { h4 { "What it printed" } }
                @for text in printed { pre { (text) } }
            }
        }
    }
}

fn signature(mismatch: &SignatureMismatch<'_>, root: &Path) -> Markup {
    html! {
        p { "Your crate compiles, but this step cannot use it. It expects, in " code { (mismatch.crate_name) } ":" }
        pre { (mismatch.expected) }
        (diagnostics(mismatch.errors, root))
    }
}

/// What rustc says.
fn diagnostics(errors: &[Diagnostic], root: &Path) -> Markup {
    let text = |error: &Diagnostic| {
        let plain = anstream::adapter::strip_str(&error.rendered).to_string();
        relative_text(&plain, root)
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
    fn a_side_of_a_difference_without_a_line_says_so() {
        let page = beside(&Difference::new(Some("a row"), "")).into_string();
        let (expected, yours) = page.split_once("yours").expect("two sides");
        assert!(expected.contains("a row"), "{page}");
        assert!(yours.contains("(nothing here)"), "{page}");
    }

    #[test]
    fn code_in_a_sentence_is_code() {
        let page = with_code("Use `env!`, not `a<b`.").into_string();
        assert_eq!(page, "Use <code>env!</code>, not <code>a&lt;b</code>.");
    }
}
