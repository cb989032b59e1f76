//! Given: the crate's front door. Everything is reachable as `evolve::name`.
//!
//! Lesson 8 of "Persistent Rust": data that already exists. You write SQL in `migrations/`, and
//! `backup.rs`. `README.md` tells the story; `main.rs` makes a command line tool of it.

pub mod config;

mod backup;
mod error;
mod history;
mod repo;
mod runner;

pub use self::backup::{back_up, upgrade};
pub use self::error::EvolveError;
pub use self::history::{current, pending, record};
pub use self::repo::Repo;
pub use self::runner::{downgrade, quick_upgrade, refinery_alone};
