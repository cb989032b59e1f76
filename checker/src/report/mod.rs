//! Floor 4: one file per kind of reader, each a function of events and grades.

mod checks;
pub mod doctor;
pub mod json;
pub mod list;
mod obstacle;
pub mod progress;
mod prose;
pub mod reset;
pub mod screen;
pub mod solution;
mod step_details;
pub mod task;
pub mod terminal;
mod words;
