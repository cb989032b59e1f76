//! Floor 4: one file per kind of reader, each a function of events and grades.

pub mod json;
pub mod progress;
mod step_details;
pub mod terminal;
mod words;
