//! Floor 4: one file per kind of reader, each a function of events and grades.

mod checks;
pub mod json;
mod obstacle;
pub mod progress;
mod step_details;
pub mod terminal;
pub mod viewport;
pub mod watch;
mod words;
