//! The gradebook of a class: an SQLite file that any SQL tool can open, kept as lessons 5 to 8 teach
//! it. Its tables are in `migrations/`; what is there is added to and not changed, and what counts now
//! is a view.

mod course;
mod decisions;
mod doubts;
mod feedback;
mod grades;
mod history;
mod open;
mod overview;
mod people;
mod publications;
mod results;
mod submissions;

use ::course::error::Error;
use rusqlite::{Connection, Params, Row};
use std::io;

pub(super) use decisions::{Overtaken, Reason};
pub(super) use doubts::Doubt;
pub(super) use grades::{LessonState, StepState};
pub(super) use open::Access;
pub(super) use overview::{Said, StepCell};
pub(super) use publications::{LessonChange, Published, StepChange, Told};
pub(super) use results::{Failure, Merged};
pub(super) use submissions::{Content, Dated, Due, Fate, HandedIn, Kept, Submission, Ungraded};

/// An open gradebook.
#[derive(Debug)]
pub(super) struct Gradebook {
    connection: Connection,
}

impl Gradebook {
    /// All rows of a query.
    fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        of: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = self.connection.prepare_cached(sql).map_err(unread)?;
        let rows = rows.query_map(params, of);
        rows.and_then(Iterator::collect).map_err(unread)
    }
}

/// For `map_err`: the gradebook cannot be read.
fn unread<E>(error: E) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    Error::while_doing("read the gradebook")(io::Error::other(error))
}

/// For `map_err`: the gradebook cannot be written.
fn unwritten<E>(error: E) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    Error::while_doing("write into the gradebook")(io::Error::other(error))
}

#[cfg(test)]
mod tests;
