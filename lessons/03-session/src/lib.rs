//! Given: the crate's front door. Everything is reachable as `session::name`.
//!
//! Lesson 3 of "Persistent Rust": add, commit, and not half of it. Seven small files put rows into
//! the database and find them again. `README.md` tells the story.

mod add;
mod all;
mod error;
mod flush;
mod get;
mod models;
mod rules;
mod save;
mod values;

pub use self::add::add_user;
pub use self::all::add_all;
pub use self::error::AddUserError;
pub use self::flush::Session;
pub use self::get::get_user;
pub use self::models::{Book, NewUser, Post, SCHEMA, User};
pub use self::rules::register;
pub use self::save::save_book;
pub use self::values::{find_by_username, search_posts};
