//! What all screens share: feedback and grades in lines of text, tables, diagrams, code in
//! colours, progress, and the one screen with keys.
//!
//! It turns values into lines. It must not know what a command does, how anything is
//! graded, or what a student is told about it: `course::feedback` decides that. Only `output`,
//! `progress` and `screen` touch the terminal itself; all else writes to any `Write` or
//! returns lines.
//!
//! Begin with [`write_grade`], which `checker` prints after each run, and with
//! [`write_feedback`], which it shows of one step. `blocks`, `words` and [`text`] are what
//! the others are made of.

pub mod code;
pub mod diagram;
pub mod doctor;
pub mod grid;
pub mod inspection;
pub mod picker;
pub mod progress;
pub mod prose;
pub mod screen;
pub mod submission;
pub mod text;
pub mod viewport;
pub mod words;

mod blocks;
mod feedback;
mod grade;
mod output;
mod style;

pub use blocks::{
    paragraph, write_code, write_error, write_item, write_next, write_note, write_paragraph,
    write_rule,
};
pub use feedback::{write_build_failure, write_errors, write_feedback};
pub use grade::{
    write_done, write_grade, write_hint, write_hints, write_lesson, write_title, write_version,
    write_warnings,
};
pub use output::{print, size, style, window};
pub use style::Style;
