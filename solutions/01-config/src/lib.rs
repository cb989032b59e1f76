//! Given: the crate's front door. Everything is reachable as `config::name`.
//!
//! Lesson 1 of "Persistent Rust": where is the database? Six small files answer it, from a
//! folder that does not move to a connection that can be trusted. `README.md` tells the story.

mod basedir;
mod connect;
mod error;
mod settings;
mod track;
mod url;
mod wal;

// `self::url` is the module of step 3; a plain `url` could also mean the crate of that name.
pub use self::basedir::{basedir, default_db_path};
pub use self::connect::connect;
pub use self::error::ConfigError;
pub use self::settings::Config;
pub use self::track::{Change, ChangeLog, Op, track};
pub use self::url::{DbUrl, ServerUrl, parse};
pub use self::wal::enable_wal;
