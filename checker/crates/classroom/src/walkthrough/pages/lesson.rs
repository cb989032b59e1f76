//! The page of a lesson: its slides one below the other.

use crate::walkthrough::deck::slide::{LessonDeck, Slide, StepDeck};
use crate::walkthrough::pages::names::{OPENING, file_of, name_of, notes_file_of, size, slide_id};
use crate::walkthrough::pages::page::page;
use crate::walkthrough::pages::parts;
use maud::{Markup, html};
use std::path::Path;

/// The lessons before and after one.
#[derive(Clone, Copy)]
pub(super) struct Neighbours<'d, 'c> {
    pub(super) before: Option<&'d LessonDeck<'c>>,
    pub(super) after: Option<&'d LessonDeck<'c>>,
}

pub(super) fn page_of(
    deck: &LessonDeck<'_>,
    neighbours: Neighbours<'_, '_>,
    root: &Path,
) -> String {
    let name = name_of(deck);
    let body = html! {
        header class="reading" {
            (links(neighbours))
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

/// Links to other pages.
fn links(Neighbours { before, after }: Neighbours<'_, '_>) -> Markup {
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

/// The bar below a slide while it is presented; the script shows it.
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
        ("s", "the notes, in a window of their own that follows"),
        ("Esc", "ends the presentation: back to the page"),
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
