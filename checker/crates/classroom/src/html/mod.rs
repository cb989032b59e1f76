//! A page for a browser: one file that needs nothing else. Whatever a student's code
//! wrote is text in it; maud escapes it, and the page forbids scripts and everything from
//! elsewhere. The slides of a walkthrough use the same style and the same feedback.

mod document;
mod drawing;
mod feedback;
mod page;
mod report;
mod step;
mod svg;

pub(crate) use document::{document, script_policy};
pub(crate) use drawing::drawing;
pub(crate) use feedback::{feedback, with_code};
pub(crate) use page::{Page, STYLE, class};
pub(crate) use report::{lesson_feedback, write};
