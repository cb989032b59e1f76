//! The page of a lesson: its slides one below the other.

use crate::walkthrough::deck::{LessonDeck, Slide, StepDeck};
use crate::walkthrough::site::{
    OPENING, file_of, name_of, notes_file_of, page, parts, size, slide_id,
};
use maud::{Markup, html};
use std::path::Path;

/// What stands before and behind a lesson in the folder.
type Around<'d, 'c> = (Option<&'d LessonDeck<'c>>, Option<&'d LessonDeck<'c>>);

pub(super) fn page_of(deck: &LessonDeck<'_>, around: Around<'_, '_>, root: &Path) -> String {
    let name = name_of(deck);
    let body = html! {
        header class="reading" {
            (ways(around))
            h1 { (name) ": " (deck.lesson.title) }
            p class="quiet" { (size(deck)) }
            p class="ways" {
                a href="?present" { "Present" }
                a href=(notes_file_of(deck)) { "Notes" }
            }
        }
        (contents(deck))
        main {
            section class="step" {
                h2 { span class="here" { (name) } " " (deck.lesson.title) }
                (slide(&deck.opening, OPENING, root))
            }
            @for step in &deck.steps { (step_section(deck, step, root)) }
        }
        footer class="bar" hidden { (bar()) }
        (keys())
    };
    page(
        &format!("{name}: {}", deck.lesson.title),
        Some("slides.js"),
        &body,
    )
}

/// To the pages around this one.
fn ways((before, after): Around<'_, '_>) -> Markup {
    html! {
        nav class="ways" aria-label="Lessons" {
            a href="index.html" { "All lessons" }
            @if let Some(before) = before {
                a rel="prev" href=(file_of(before)) { "← " (name_of(before)) }
            }
            @if let Some(after) = after {
                a rel="next" href=(file_of(after)) { (name_of(after)) " →" }
            }
        }
    }
}

fn contents(deck: &LessonDeck<'_>) -> Markup {
    html! {
        nav class="contents" id="contents" aria-label="Slides" {
            h2 { "Contents" }
            ol {
                @for step in &deck.steps {
                    li value=(step.step.number) {
                        a href={ "#" (step.step.id) } { (step.step.title) }
                        ul {
                            @for slide in &step.slides {
                                @let id = slide_id(Some(&step.step.id), slide);
                                li { a href={ "#" (id) } { (slide.topic.title()) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn step_section(deck: &LessonDeck<'_>, step: &StepDeck<'_>, root: &Path) -> Markup {
    html! {
        section class="step" id=(step.step.id) {
            h2 { span class="here" { (deck.lesson.name_of(step.step)) } " " (step.step.title) }
            @for own in &step.slides { (slide(own, &slide_id(Some(&step.step.id), own), root)) }
        }
    }
}

fn slide(slide: &Slide<'_>, id: &str, root: &Path) -> Markup {
    html! {
        section class="slide" id=(id) {
            h3 tabindex="-1" { (slide.topic.title()) }
            @for (number, part) in (1..).zip(&slide.parts) {
                (parts::part(part, &format!("{id}-{number}"), root))
            }
        }
    }
}

/// Below a slide, when it is presented. The script shows it.
fn bar() -> Markup {
    let buttons = [
        ("back", "← Back"),
        ("next", "Next →"),
        ("contents", "Contents"),
        ("notes", "Notes"),
        ("keys", "Keys"),
        ("end", "End"),
    ];
    html! {
        @for (action, name) in buttons { button type="button" data-action=(action) { (name) } }
        span class="place quiet" {}
    }
}

fn keys() -> Markup {
    let keys = [
        ("→", "the next slide; begins to present"),
        ("←", "the slide before"),
        ("space", "one screen down, then the next slide"),
        ("n  p", "the next step, the step before"),
        ("Home  End", "the first slide, the last one"),
        ("o", "all slides of the lesson"),
        ("s", "what to say, in a window of its own that follows"),
        ("Esc", "no slides any more: all of it to read"),
        ("?", "these keys"),
    ];
    html! {
        dialog class="keys" aria-labelledby="keys-title" {
            h2 id="keys-title" { "Keys" }
            dl { @for (key, what) in keys { dt { kbd { (key) } } dd { (what) } } }
            form method="dialog" { button { "Close" } }
        }
    }
}
