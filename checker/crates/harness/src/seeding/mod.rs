//! Grading with a seed: the arbitrary names and numbers in a lesson's step files are replaced by
//! others, so that nobody can write an answer for the ones in the repository.
//!
//! A [`Substitution`] encodes what the student's code gets to see, and decodes what it did, so
//! that the same snapshots serve every seed.

mod step_files;
mod substitution;

pub(crate) use step_files::write_step_files;
pub use step_files::{draw, new_seed};
pub use substitution::{Substitution, words_of};
