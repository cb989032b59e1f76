//! What people decide: it is added and never changed, and survives whatever is graded again.

use crate::class::gradebook::{Gradebook, unread, unwritten};
use crate::class::moment;
use course::error::Error;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

/// Who decided something, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reason<'r> {
    pub(crate) why: &'r str,
    pub(crate) author: &'r str,
}

/// A decision about a step to which the grader gives other points now than then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overtaken {
    pub(crate) login: String,
    pub(crate) step: String,
    pub(crate) decided: u32,
    pub(crate) automatic: u32,
}

impl Gradebook {
    /// Decisions that somebody should look at again.
    pub(crate) fn overtaken(&self) -> Result<Vec<Overtaken>, Error> {
        let sql = "SELECT login, step, override, automatic FROM step_grade
             WHERE is_stale AND left_at IS NULL
             ORDER BY login, step";
        self.rows(sql, [], |row| {
            Ok(Overtaken {
                login: row.get(0)?,
                step: row.get(1)?,
                decided: row.get(2)?,
                automatic: row.get(3)?,
            })
        })
    }

    /// Gives somebody other points in a step; `None` takes the grader's again. Returns the grader's,
    /// if it has graded the step.
    pub(crate) fn override_step(
        &mut self,
        person: i64,
        step: &str,
        points: Option<u32>,
        reason: Reason<'_>,
    ) -> Result<Option<u32>, Error> {
        let automatic = "SELECT automatic FROM step_grade WHERE person = ?1 AND step = ?2";
        let automatic: Option<Option<u32>> = self
            .connection
            .query_row(automatic, params![person, step], |row| row.get(0))
            .optional()
            .map_err(unread)?;
        let automatic = automatic.flatten();
        let sql = "INSERT INTO override (person, step, points, instead_of, why, author, decided_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let Reason { why, author } = reason;
        let row = params![person, step, points, automatic, why, author, moment::now()];
        self.connection.execute(sql, row).map_err(unwritten)?;
        Ok(automatic)
    }

    /// Until when somebody has more time for a lesson, or for any.
    pub(crate) fn extension(
        &self,
        person: i64,
        lesson: Option<&str>,
    ) -> Result<Option<String>, Error> {
        let sql = "SELECT max(until) FROM current_extension
             WHERE person = ?1 AND (?2 IS NULL OR lesson = ?2)";
        let until = self
            .connection
            .query_row(sql, params![person, lesson], |row| row.get(0));
        until.map_err(unread)
    }

    /// Gives somebody more time, for a lesson or for all; `None` takes it back.
    pub(crate) fn extend(
        &mut self,
        person: i64,
        lesson: Option<&str>,
        until: Option<Timestamp>,
        reason: Reason<'_>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO extension (person, lesson, until, why, author, decided_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let until = until.map(moment::text);
        let Reason { why, author } = reason;
        let row = params![person, lesson, until, why, author, moment::now()];
        self.connection.execute(sql, row).map_err(unwritten)?;
        Ok(())
    }

    /// Excuses somebody from a lesson or from all, or not any more.
    pub(crate) fn excuse(
        &mut self,
        person: i64,
        lesson: Option<&str>,
        is_excused: bool,
        reason: Reason<'_>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO excuse (person, lesson, excused, why, author, decided_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let excused = is_excused.then_some(1);
        let Reason { why, author } = reason;
        let row = params![person, lesson, excused, why, author, moment::now()];
        self.connection.execute(sql, row).map_err(unwritten)?;
        Ok(())
    }
}
