//! The first page: all lessons and their steps.

use crate::walkthrough::deck::slide::{Deck, LessonDeck, StepDeck};
use crate::walkthrough::pages::names::{file_of, name_of, notes_file_of, size};
use crate::walkthrough::pages::page::page;
use maud::{Markup, html};

pub(super) fn page_of(deck: &Deck<'_>) -> String {
    let body = html! {
        header {
            h1 { "Persistent Rust" }
            p {
                "Slides for a class, made from the course as it was: each answer on them was "
                "built and graded. Open a lesson to read or print it, or present it: "
                kbd { "→" } " begins, " kbd { "?" } " shows all keys."
            }
        }
        main class="lessons" {
            @for lesson in &deck.lessons { (section(lesson)) }
        }
    };
    page("Contents", None, &body)
}

fn section(deck: &LessonDeck<'_>) -> Markup {
    let file = file_of(deck);
    html! {
        section {
            h2 { a href=(file) { (name_of(deck)) } }
            p { (deck.lesson.title) }
            p class="quiet" { (size(deck)) }
            ol { @for step in &deck.steps { (step_item(&file, step)) } }
            p class="ways" {
                a href={ (file) "?present" } aria-label={ "Present " (name_of(deck)) } { "Present" }
                a href=(notes_file_of(deck)) aria-label={ "Notes on " (name_of(deck)) } { "Notes" }
            }
        }
    }
}

fn step_item(file: &str, deck: &StepDeck<'_>) -> Markup {
    let minutes = deck.notes.as_ref().map(|notes| notes.minutes);
    html! {
        li value=(deck.step.number) {
            a href={ (file) "#" (deck.step.id) } { (deck.step.title) }
            @if let Some(minutes) = minutes { " " span class="quiet" { (minutes) " min" } }
        }
    }
}
