//! Given: the crate's front door. Everything is reachable as `migrations::name`.
//!
//! Lesson 5 of "Persistent Rust": the migration repository. A folder of numbered SQL files tells
//! how the database came to be what it is, and a table in the database tells how far it has
//! come. `README.md` tells the story; `main.rs` is the command line.

mod config;
mod error;
mod first;
mod init;
mod load;
mod power_cut;
mod revision;
mod status;

pub use self::config::{basedir, connect, connect_to_read, database_path};
pub use self::error::{RepoError, UpgradeError};
pub use self::first::runner;
pub use self::init::init;
pub use self::load::load;
pub use self::power_cut::upgrade_safely;
pub use self::revision::new_revision;
pub use self::status::{State, Status, status};
