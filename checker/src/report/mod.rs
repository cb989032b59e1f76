//! Floor 4: one file per kind of reader, each a function of events and grades.

mod canvas;
mod checks;
mod diagram;
mod difference;
mod grid;
pub mod html;
pub mod inspection;
pub mod json;
pub mod mermaid;
mod obstacle;
pub mod progress;
mod statements;
mod step_details;
mod svg;
pub mod terminal;
mod words;
