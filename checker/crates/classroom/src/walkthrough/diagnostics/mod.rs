//! What is wrong with what a class is shown: `walkthrough --check` lists it for whoever
//! writes the course.
//!
//! Start reading at [`diagnostic`]. The checks are in [`step_answers`], [`text_pages`]
//! and [`html_pages`]; speaker notes are checked while they are read (`notes::parse`).

pub(super) mod diagnostic;
pub(super) mod html_pages;
pub(super) mod report;
pub(super) mod step_answers;
pub(super) mod text_pages;
