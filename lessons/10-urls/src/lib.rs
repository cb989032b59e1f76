//! Given: the crate's front door. Everything is reachable as `urls::name`.
//!
//! Lesson 10 of "Persistent Rust": another database by changing one variable. Read any URL,
//! hide its password, write one model in three dialects, see what will not travel, and
//! migrate any connection. `README.md` tells the story.

mod dialect;
mod dialects;
mod error;
mod finding;
mod mask;
mod migrate;
mod model;
mod portability;
mod server;
mod url;

pub use self::dialect::Dialect;
pub use self::dialects::create_table;
pub use self::error::{DialectError, UrlError};
pub use self::finding::{Construct, Finding};
pub use self::mask::cannot_connect;
pub use self::migrate::migrate;
pub use self::model::{Column, Kind, TableDef};
pub use self::portability::portability;
pub use self::server::{Config, ServerUrl};
