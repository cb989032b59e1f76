//! The page with what the speaker says about a lesson, minute by minute. Opened from the
//! slides in a second window, it follows them.

use crate::walkthrough::deck::slide::{LessonDeck, Slide, StepDeck};
use crate::walkthrough::notes::speaker_notes::LessonNotes;
use crate::walkthrough::notes::timetable::{Act, Timetable, TimetableStep};
use crate::walkthrough::pages::names::{OPENING, file_of, name_of, slide_id};
use crate::walkthrough::pages::page::page;
use crate::walkthrough::pages::prose;
use course::markdown;
use maud::{Markup, html};

pub(super) fn page_of(deck: &LessonDeck<'_>) -> String {
    let name = name_of(deck);
    let notes = notes(deck);
    let timetable = Timetable::of(deck.lesson, &notes);
    let body = html! {
        header class="reading" {
            nav class="ways" aria-label="Pages" {
                a href="index.html" { "All lessons" }
                a href=(file_of(deck)) { "The slides" }
            }
            h1 { "Notes on " (name) ": " (deck.lesson.title) }
            p class="quiet" { (timetable.minutes) " minutes. For the speaker; the pages with slides do not have this." }
        }
        (panel())
        main class="notes" {
            section class="step" id=(OPENING) {
                h2 { "Before you begin" }
                (prose::blocks(&markdown::parse(&deck.introduction)))
                (links(deck, None, std::slice::from_ref(&deck.opening)))
            }
            @for step in &deck.steps { (step_section(deck, step, &timetable)) }
        }
    };
    page(&format!("Notes on {name}"), Some("notes.js"), &body)
}

/// The notes that the deck has.
fn notes(deck: &LessonDeck<'_>) -> LessonNotes {
    let steps = deck.steps.iter().filter_map(|step| {
        let notes = step.notes.clone()?;
        Some((step.step.id.clone(), notes))
    });
    LessonNotes {
        introduction: deck.introduction.clone(),
        steps: steps.collect(),
    }
}

/// What is shown now; the script fills it in.
fn panel() -> Markup {
    html! {
        aside class="panel" aria-label="Now" hidden {
            p { span class="quiet" { "now " } strong class="now" {} }
            p { span class="quiet" { "next " } span class="after" {} }
            p {
                span class="clock" {}
                " " button type="button" data-action="restart" { "Begin at 0 min" }
                " " button type="button" data-action="back" { "← Back" }
                " " button type="button" data-action="next" { "Next →" }
            }
        }
    }
}

fn step_section(deck: &LessonDeck<'_>, step: &StepDeck<'_>, timetable: &Timetable<'_>) -> Markup {
    let own = &step.step.id;
    let planned = timetable.step(own);
    let minutes = planned.map(|planned| planned.minutes);
    html! {
        section class="step" id=(own) data-from=[minutes.map(|it| it.0)] data-to=[minutes.map(|it| it.1)] {
            h2 {
                span class="here" { (deck.lesson.name_of(step.step)) } " " (step.step.title)
                @if let Some((from, to)) = minutes { " " span class="quiet" { (from) "–" (to) " min" } }
            }
            @match planned {
                Some(planned) => (acts(deck, step, planned)),
                None => {
                    p class="quiet" { "Not in the notes." }
                    (links(deck, Some(own), &step.slides))
                }
            }
        }
        @if minutes.is_some_and(|(_, to)| timetable.pause == Some(to)) {
            p class="pause" { "A good place for a pause. It is not counted here." }
        }
    }
}

fn acts(deck: &LessonDeck<'_>, step: &StepDeck<'_>, planned: &TimetableStep<'_>) -> Markup {
    html! {
        @for act in &planned.acts {
            @let own = step.slides.iter().filter(|slide| Act::of(slide.topic) == act.act);
            h3 { (act.act.word()) " " span class="quiet" { (act.minutes.0) "–" (act.minutes.1) " min" } }
            (prose::blocks(&markdown::parse(&act.text)))
            (links(deck, Some(&step.step.id), own))
        }
    }
}

/// Links to slides.
fn links<'s, 'c: 's>(
    deck: &LessonDeck<'_>,
    step: Option<&str>,
    slides: impl IntoIterator<Item = &'s Slide<'c>>,
) -> Markup {
    let file = file_of(deck);
    html! {
        ul class="links" {
            @for slide in slides {
                li { a href={ (file) "#" (slide_id(step, slide)) } { (slide.topic.title()) } }
            }
        }
    }
}
