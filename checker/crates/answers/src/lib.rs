//! Answers of the course's own: solutions, the stubs, and solutions with a patch, which are
//! known mistakes and alternatives. Slides show them, and the proof tries them.
//!
//! It reads and writes crates. It does not build or run them, and it does not know who shows
//! them.
//!
//! Start reading at [`sources`] (where an answer's files come from), then [`patch`],
//! [`batch`] (several patches in one crate) and [`write_crate`].

pub mod batch;
mod generated_crate;
pub mod patch;
pub mod sources;

pub use generated_crate::{CrateLocation, write_crate};
