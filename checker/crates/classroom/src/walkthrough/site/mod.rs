//! The slides as pages: a folder of files that ask for nothing from elsewhere. Each
//! lesson is a page that can be read and printed as it is; a small script makes it a
//! presentation. What the speaker says stands on a page of its own, so that the others
//! can be given to a class.

pub(crate) mod folder;

mod code;
mod faults;
mod index;
mod lesson;
mod notes;
mod parts;
mod prose;

use crate::walkthrough::deck::{Deck, LessonDeck, Slide};
use formats::html::STYLE;
use formats::html::document;
use maud::{Markup, html};
use std::path::Path;
use terminal::words::plural;

pub(crate) use faults::of_site as faults;

/// By this a file is known as one of ours.
pub(crate) const MARK: &str = "checker walkthrough --html";

const SITE_STYLE: &str = include_str!("site.css");
const SLIDES: &str = include_str!("slides.js");
const NOTES: &str = include_str!("notes.js");

/// Nothing but the two kinds of files beside the page. To some browsers a page that
/// was opened from a disk has no "self".
const POLICY: &str = "default-src 'none'; style-src 'self' file:; script-src 'self' file:";

/// The files of the folder, each with its name and its text.
pub(crate) fn files(deck: &Deck<'_>, root: &Path) -> Vec<(String, String)> {
    let style = format!("/* {MARK} */\n{STYLE}{SITE_STYLE}");
    let mut files = vec![
        ("index.html".to_owned(), index::page_of(deck)),
        ("style.css".to_owned(), style),
        ("slides.js".to_owned(), format!("// {MARK}\n{SLIDES}")),
        ("notes.js".to_owned(), format!("// {MARK}\n{NOTES}")),
    ];
    for (number, own) in deck.lessons.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| &deck.lessons[before]);
        let around = (before, deck.lessons.get(number + 1));
        files.push((file_of(own), lesson::page_of(own, around, root)));
        files.push((notes_file_of(own), notes::page_of(own)));
    }
    files
}

/// A page of the folder, with one of its scripts, or with none.
fn page(title: &str, script: Option<&str>, body: &Markup) -> String {
    let head = html! {
        meta name="generator" content=(MARK);
        link rel="stylesheet" href="style.css";
        @if let Some(script) = script { script src=(script) defer {} }
    };
    let title = format!("{title} · Persistent Rust");
    document(&title, POLICY, &head, body)
}

/// The page of a lesson.
fn file_of(deck: &LessonDeck<'_>) -> String {
    format!("{}.html", deck.lesson.folder())
}

/// The page with what is said about a lesson.
fn notes_file_of(deck: &LessonDeck<'_>) -> String {
    format!("{}-notes.html", deck.lesson.folder())
}

/// `01 config`.
fn name_of(deck: &LessonDeck<'_>) -> String {
    format!("{:02} {}", deck.lesson.number, deck.lesson.id)
}

/// The slide that opens a lesson.
const OPENING: &str = "lesson";

/// The place of a slide in its page, such as `url-our-answer`. What it is about comes
/// once in a step.
fn slide_id(step: Option<&str>, slide: &Slide<'_>) -> String {
    let topic = slide.topic.title().to_lowercase().replace(' ', "-");
    step.map_or(OPENING.to_owned(), |step| format!("{step}-{topic}"))
}

/// All minutes of a lesson, if each of its steps has some.
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

/// `6 steps, 69 slides, 63 minutes`. Minutes that nobody has written down are left out.
fn size(deck: &LessonDeck<'_>) -> String {
    let steps = plural(deck.steps.len(), "step");
    let slides = plural(slides(deck), "slide");
    let minutes = minutes(deck).map(|minutes| format!(", {minutes} minutes"));
    format!("{steps}, {slides}{}", minutes.unwrap_or_default())
}
