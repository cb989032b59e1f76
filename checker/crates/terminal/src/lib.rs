//! TODO

pub mod browser;
pub mod canvas;
pub mod checks;
pub mod code;
pub mod diagram;
pub mod difference;
pub mod doctor;
pub mod drawing;

pub mod build_failure;
mod grade;
pub mod grid;
pub mod highlight;
pub mod inspection;
pub mod mermaid;
mod output;
pub mod progress;
pub mod prose;
pub mod reflow;
pub mod screen;
pub mod statements;
pub mod step_details;
pub mod submission;
pub mod text;
pub mod tokens;
pub mod viewport;
pub mod words;

pub use grade::{
    Style, shown, without_root, write_done, write_error, write_grade, write_hint, write_lesson,
    write_next, write_note, write_rule, write_title, write_version, write_warnings,
};
pub use output::{print, size, style, window};
