//! The slides as HTML pages: a folder of files that load nothing from elsewhere. Each lesson
//! is a page that can be read and printed as it is; a small script makes it a presentation.
//! What the speaker says has a page of its own, so that the others can be given to a class.
//!
//! Start reading at [`files`]; `lesson` makes the page of a lesson, and `output_folder`
//! writes them all.

pub(super) mod output_folder;

mod code;
mod index;
mod lesson;
mod names;
mod notes;
mod page;
mod parts;
mod prose;

use crate::html::STYLE;
use crate::walkthrough::deck::slide::Deck;
use lesson::Neighbours;
pub(super) use page::{MARK, PageFile};
use std::path::Path;

const SITE_STYLE: &str = include_str!("site.css");
const SLIDES: &str = include_str!("slides.js");
const NOTES: &str = include_str!("notes.js");

/// The files of the folder.
pub(super) fn files(deck: &Deck<'_>, root: &Path) -> Vec<PageFile> {
    let style = format!("/* {MARK} */\n{STYLE}{SITE_STYLE}");
    let mut files = vec![
        PageFile::new("index.html", index::page_of(deck)),
        PageFile::new("style.css", style),
        PageFile::new("slides.js", format!("// {MARK}\n{SLIDES}")),
        PageFile::new("notes.js", format!("// {MARK}\n{NOTES}")),
    ];
    for (number, own) in deck.lessons.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| &deck.lessons[before]);
        let neighbours = Neighbours {
            before,
            after: deck.lessons.get(number + 1),
        };
        let slides = lesson::page_of(own, neighbours, root);
        files.push(PageFile::new(names::file_of(own), slides));
        files.push(PageFile::new(
            names::notes_file_of(own),
            notes::page_of(own),
        ));
    }
    files
}
