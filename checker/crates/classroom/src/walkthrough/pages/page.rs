//! What all pages have in common.

use crate::html::document;
use maud::{Markup, html};

/// Marks a file as one of ours.
pub(crate) const MARK: &str = "checker walkthrough --html";

/// Allows styles and scripts beside the page, and nothing else. In some browsers a page that
/// was opened from a disk has no "self".
const POLICY: &str = "default-src 'none'; style-src 'self' file:; script-src 'self' file:";

/// A file of the folder.
#[derive(Debug)]
pub(crate) struct PageFile {
    /// Its name.
    pub name: String,
    /// What it says.
    pub text: String,
}

impl PageFile {
    pub(crate) fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }
}

/// A page of the folder, with one of its scripts, or with none.
pub(super) fn page(title: &str, script: Option<&str>, body: &Markup) -> String {
    let head = html! {
        meta name="generator" content=(MARK);
        link rel="stylesheet" href="style.css";
        @if let Some(script) = script { script src=(script) defer {} }
    };
    let title = format!("{title} · Persistent Rust");
    document(&title, POLICY, &head, body)
}
