//! Given: the crate's front door. Everything is reachable as `upgrade_downgrade::name`.
//!
//! Lesson 6 of "Persistent Rust": up, down, and what the history knows. `README.md` tells the
//! story; `main.rs` makes a command line tool of it, in the manner of `flask db`.

pub mod config;

mod applied;
mod downgrade;
mod error;
mod info;
mod line;
mod repo;
mod script;
mod stamp;
mod upgrade;

pub use self::applied::{Applied, HISTORY, HISTORY_DDL, applied};
pub use self::downgrade::downgrade;
pub use self::error::{DowngradeError, ScriptError, StampError, UpgradeError};
pub use self::info::{current, heads, history};
pub use self::line::Line;
pub use self::repo::{Repo, RepoError, To, Way};
pub use self::script::script;
pub use self::stamp::stamp;
pub use self::upgrade::upgrade;
