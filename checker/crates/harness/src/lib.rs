//! TODO

pub mod build;
pub mod build_folder;
pub mod cancel;
pub mod canonical;
pub mod cargo;
pub mod contents;
pub mod database;
pub mod disguise;
pub mod inspection;
pub mod kept_run;
pub mod last_run;
pub mod launcher;
pub mod leftovers;
pub mod orphans;
pub mod pipeline;
pub mod process;
pub mod program;
pub mod report_pipe;
pub mod samples;
pub mod schema;
pub mod scratch;
pub mod seeded;
pub mod servers;
pub mod step_run;
pub mod student_files;
pub mod toolchain;
pub mod workspace;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Drawn from the operating system's randomness, which seeds every `RandomState`.
pub fn unguessable() -> String {
    format!(
        "{:016x}{:016x}",
        RandomState::new().hash_one(0),
        RandomState::new().hash_one(1)
    )
}
