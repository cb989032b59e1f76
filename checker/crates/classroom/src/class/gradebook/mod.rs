//! The gradebook of a class: an SQLite file that any SQL tool can open, kept as lessons 5 to 8 teach
//! it. Its tables are in `migrations/`; what is there is added to and not changed, and what counts now
//! is a view.

mod course;
mod open;
mod people;

use ::course::error::Error;
use rusqlite::Connection;
use std::io;

pub(super) use open::Access;
pub(super) use people::Change;

/// An open gradebook.
#[derive(Debug)]
pub(super) struct Gradebook {
    connection: Connection,
}

/// For `map_err`: says what failed with an SQLite error.
fn while_doing<E>(doing: &'static str) -> impl FnOnce(E) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    move |error| Error::while_doing(doing)(io::Error::other(error))
}
