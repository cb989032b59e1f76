//! Floor 2: each file is the only user of one thing outside.

pub mod build;
pub mod build_folder;
pub mod burden;
pub mod cancel;
pub mod cargo;
pub mod catalogue;
pub mod ci;
pub mod crates;
pub mod database;
pub mod doctor;
pub mod editor;
pub mod expected;
pub mod hint_count;
pub mod inspection;
pub mod kept;
pub mod last_run;
pub mod leftovers;
pub mod lesson_files;
#[cfg(test)]
mod mangling;
pub mod orphans;
pub mod presentation;
pub mod pristine;
pub mod process;
pub mod program;
pub mod report_file;
mod report_pipe;
pub mod sandbox;
mod schema;
pub mod scratch;
pub mod seeded;
pub mod servers;
pub mod site_folder;
pub mod step_run;
pub mod student_files;
pub mod submission;
pub mod toolchain;
pub mod watcher;
pub mod workspace;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Drawn from the operating system's randomness, which seeds every `RandomState`.
fn unguessable() -> String {
    format!(
        "{:016x}{:016x}",
        RandomState::new().hash_one(0),
        RandomState::new().hash_one(1)
    )
}
