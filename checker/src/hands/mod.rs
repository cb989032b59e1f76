//! Floor 2: each file is the only user of one thing outside.

pub mod build;
pub mod cargo;
pub mod catalogue;
pub mod database;
pub mod expected;
pub mod hint_count;
pub mod leftovers;
pub mod process;
pub mod program;
mod schema;
pub mod scratch;
pub mod step_run;
pub mod workspace;
