//! What somebody is told about a lesson.

use crate::class::gradebook::{Gradebook, unread};
use course::error::Error;
use flate2::read::GzDecoder;
use rusqlite::{OptionalExtension, params};
use std::io::Read;

impl Gradebook {
    /// A lesson's part of a page, from its result.
    pub(crate) fn page_of(&self, result: i64) -> Result<Option<String>, Error> {
        let sql = "SELECT page FROM result WHERE id = ?1";
        let page = self.connection.query_row(sql, [result], |row| row.get(0));
        let page: Option<Option<Vec<u8>>> = page.optional().map_err(unread)?;
        let Some(compressed) = page.flatten() else {
            return Ok(None);
        };
        let mut text = String::new();
        let read = GzDecoder::new(&*compressed).read_to_string(&mut text);
        read.map_err(unread)?;
        Ok(Some(text))
    }

    /// What people have decided that holds, in sentences without their names.
    pub(crate) fn remarks_on(&self, person: i64, lesson: &str) -> Result<Vec<String>, Error> {
        self.rows(
            "SELECT step || ': ' || override.points || ' points, decided by hand: ' || why
                 FROM current_override AS override JOIN step ON step.id = override.step
                 WHERE person = ?1 AND step.lesson = ?2
                 UNION ALL
                 SELECT 'Excused: ' || why FROM current_excuse WHERE person = ?1 AND lesson = ?2
                 UNION ALL
                 SELECT 'More time, until ' || until || ': ' || why
                 FROM current_extension AS extension JOIN lesson ON lesson.id = extension.lesson
                 WHERE person = ?1 AND lesson = ?2 AND coalesce(until > due_at, TRUE)",
            params![person, lesson],
            |row| row.get(0),
        )
    }
}
