//! Given: the crate's front door. Everything is reachable as `autogenerate::name`.
//!
//! Lesson 7 of "Persistent Rust": a machine compares the models with the database and writes the
//! migration. `README.md` tells the story; `main.rs` makes a command line tool of it, in the
//! manner of `flask db`.

pub mod config;
pub mod models;
pub mod sql;
pub mod text;

mod change;
mod choices;
mod diff;
mod error;
mod inspect;
mod migrate;
mod render;
mod repo;
mod runner;
mod schema;

pub use self::change::Change;
pub use self::choices::{Choices, Rename, Script};
pub use self::diff::diff;
pub use self::error::{MigrateError, RenderError};
pub use self::inspect::inspect;
pub use self::migrate::{check, migrate};
pub use self::render::render;
pub use self::repo::{Repo, RepoError};
pub use self::runner::{HISTORY, RunError, current, downgrade, upgrade};
pub use self::schema::{Column, ForeignKey, Generated, Index, Schema, Table, Term, same_name};
