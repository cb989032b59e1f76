//! How pages, lessons and slides are called, and how long a lesson is.

use crate::walkthrough::deck::slide::{LessonDeck, Slide};
use terminal::words::plural;

/// The page of a lesson.
pub(super) fn file_of(deck: &LessonDeck<'_>) -> String {
    format!("{}.html", deck.lesson.folder())
}

/// The page with the notes on a lesson.
pub(super) fn notes_file_of(deck: &LessonDeck<'_>) -> String {
    format!("{}-notes.html", deck.lesson.folder())
}

/// `01 config`.
pub(super) fn name_of(deck: &LessonDeck<'_>) -> String {
    format!("{:02} {}", deck.lesson.number, deck.lesson.id)
}

/// The id of the slide that opens a lesson.
pub(super) const OPENING: &str = "lesson";

/// The id of a slide in its page, such as `url-our-answer`. A step has one slide per topic.
pub(super) fn slide_id(step: Option<&str>, slide: &Slide<'_>) -> String {
    let topic = slide.topic.title().to_lowercase().replace(' ', "-");
    step.map_or(OPENING.to_owned(), |step| format!("{step}-{topic}"))
}

/// The minutes of a lesson, if all its steps have notes.
fn minutes(deck: &LessonDeck<'_>) -> Option<u32> {
    let steps = deck.steps.iter();
    steps
        .map(|step| step.notes.as_ref().map(|notes| notes.minutes))
        .sum()
}

/// How many slides a lesson has.
fn slides(deck: &LessonDeck<'_>) -> usize {
    1 + deck
        .steps
        .iter()
        .map(|step| step.slides.len())
        .sum::<usize>()
}

/// `6 steps, 69 slides, 63 minutes`, or without the minutes if a step has no notes.
pub(super) fn size(deck: &LessonDeck<'_>) -> String {
    let steps = plural(deck.steps.len(), "step");
    let slides = plural(slides(deck), "slide");
    let minutes = minutes(deck).map(|minutes| format!(", {minutes} minutes"));
    format!("{steps}, {slides}{}", minutes.unwrap_or_default())
}
