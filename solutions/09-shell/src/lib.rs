//! Given: the crate's front door. Everything is reachable as `shell::name`.
//!
//! Lesson 9 of "Persistent Rust": play time. `README.md` tells the story; `main.rs` makes a
//! program of it, in the manner of `flask shell`.

pub mod config;
pub mod migrations;
pub mod terminal;

mod builtin;
mod context;
#[cfg(feature = "editor")]
mod editor;
mod error;
mod models;
mod play;
mod reset;
mod session;
mod shell_context;
mod sql;
mod table;

pub use self::builtin::{Builtin, builtin};
pub use self::context::make_shell_context;
pub use self::error::ShellError;
pub use self::models::{MODELS, Model, Post, User};
pub use self::play::run;
pub use self::reset::reset;
pub use self::session::{commit, leave, rollback};
pub use self::shell_context::{Entry, ShellContext};
pub use self::sql::sql;
pub use self::table::Table;
