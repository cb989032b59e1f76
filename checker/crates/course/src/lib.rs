//! The course as data, and the judgement on an answer.
//!
//! Read [`lesson`] first (what is graded), then [`outcome`] (what a step's process did),
//! and [`grading`], which turns one into the other's points.
//!
//! - What there is: [`lesson`], read from disk by [`catalogue`]; the files around it by
//!   [`lesson_files`] and [`given`]; what a person typed is looked up by [`selection`].
//! - What authors have accepted (folder `accepted/`): [`expected`] answers in the text of
//!   [`document`], and known mistakes, each a `mistake_file` with its `differences`.
//! - The judgement (folder `judgement/`), without any I/O: [`grading`] gives points, [`recognition`] finds the
//!   known mistake, [`diagnosis`] chooses the sentence, [`comparison`] shows the difference.
//! - What a student is told of it, as a value that every report sets: [`feedback`].
//! - What comes of it: [`grade`], [`event`], [`error`], [`exit_code`], and for trusted
//!   grading [`submission`] and [`confinement`].
//!
//! This crate starts no process and knows no screen: it does not know how an answer is
//! built or run, nor how a grade is shown.

mod accepted;
pub mod catalogue;
pub mod confinement;
pub mod error;
pub mod event;
pub mod exit_code;
pub mod feedback;
pub mod files;
pub mod given;
pub mod grade;
mod judgement;
pub mod lesson;
pub mod lesson_files;
pub mod markdown;
pub mod outcome;
mod paragraph;
pub mod readme;
pub mod samples;
pub mod selection;
pub mod submission;

pub use accepted::{document, expected, record};
pub use judgement::{comparison, diagnosis, grading, recognition};
