//! Floor 4: one file per kind of reader, each a function of events and grades.

mod canvas;
mod checks;
mod code;
mod diagram;
mod difference;
pub mod doctor;
mod grid;
pub mod html;
pub mod inspection;
pub mod json;
pub mod list;
pub mod mermaid;
mod obstacle;
pub mod progress;
mod prose;
pub mod reset;
pub mod screen;
pub mod solution;
mod statements;
mod step_details;
mod svg;
pub mod task;
pub mod terminal;
pub mod viewport;
pub mod walkthrough;
pub mod watch;
mod words;
