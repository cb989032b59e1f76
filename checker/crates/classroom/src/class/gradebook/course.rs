//! The course as the gradebook has it.

use crate::class::gradebook::{Gradebook, unread, unwritten};
use crate::class::moment;
use crate::class::settings::Settings;
use crate::hex::hex;
use course::error::Error;
use course::lesson::Course;
use rusqlite::{Transaction, params};
use sha2::{Digest, Sha256};

impl Gradebook {
    /// Whether the gradebook has the course and the settings as they are now.
    pub(crate) fn follows(&self, course: &Course, settings: &Settings) -> Result<bool, Error> {
        let sql = "SELECT count(*) FROM policy WHERE source = ?1";
        let source = [source(course, settings)];
        let count: i64 = self
            .connection
            .query_row(sql, source, |row| row.get(0))
            .map_err(unread)?;
        Ok(count == 1)
    }

    /// Brings lessons, steps and the policy up to date. What the course does not have any more stays
    /// for the results that it has.
    pub(crate) fn follow(&mut self, course: &Course, settings: &Settings) -> Result<(), Error> {
        let transaction = self.connection.transaction().map_err(unwritten)?;
        follow(&transaction, course, settings).map_err(unwritten)?;
        transaction.commit().map_err(unwritten)
    }

    /// Clones of which other commits may count than when they were looked at last, because something is due at
    /// another time now: whose, and the places.
    pub(crate) fn clones_to_look_at(&self) -> Result<Vec<(String, String)>, Error> {
        // This is asked often, and the grades take long.
        let places: Vec<String> =
            self.rows("SELECT place FROM to_look_at", [], |row| row.get(0))?;
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT DISTINCT login, place
             FROM to_look_at JOIN lesson_grade USING (person, lesson)
             WHERE state = 'not graded yet' ORDER BY login, place";
        self.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Notes that somebody's clone has been looked at, for the time at which everything is due now.
    pub(crate) fn note_look(&mut self, place: &str, person: i64) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO look (place, person, lesson, until, policy, looked_at)
             SELECT ?1, person, lesson, until, policy, ?3 FROM end_of_grace WHERE person = ?2";
        let row = params![place, person, moment::now()];
        let noted = self.connection.execute(sql, row);
        noted.map(drop).map_err(unwritten)
    }

    /// Notes that what counts of a clone does not depend on when something is due.
    pub(crate) fn forget_look(&mut self, place: &str) -> Result<(), Error> {
        let sql = "DELETE FROM look WHERE place = ?1";
        let forgotten = self.connection.execute(sql, [place]);
        forgotten.map(drop).map_err(unwritten)
    }
}

fn follow(
    transaction: &Transaction<'_>,
    course: &Course,
    settings: &Settings,
) -> rusqlite::Result<()> {
    transaction.execute("UPDATE lesson SET counts = 0", [])?;
    transaction.execute("UPDATE step SET number = NULL", [])?;
    for lesson in &course.lessons {
        let due = settings.due.get(&lesson.id);
        transaction.execute(
            "INSERT INTO lesson (id, number, title, counts, due_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET
                 number = excluded.number, title = excluded.title,
                 counts = excluded.counts, due_at = excluded.due_at",
            params![
                lesson.id,
                lesson.number,
                lesson.title,
                due.is_some(),
                due.copied().flatten().map(moment::text),
            ],
        )?;
        for step in &lesson.steps {
            transaction.execute(
                "INSERT INTO step (id, lesson, number, title, points) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET
                     lesson = excluded.lesson, number = excluded.number,
                     title = excluded.title, points = excluded.points",
                params![
                    lesson.name_of(step),
                    lesson.id,
                    i64::try_from(step.number).unwrap_or(i64::MAX),
                    step.title,
                    step.points,
                ],
            )?;
        }
    }
    let late = settings.late;
    transaction.execute(
        "INSERT INTO policy (id, grace_seconds, percent_per_day, days, source)
         VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET
             grace_seconds = excluded.grace_seconds,
             percent_per_day = excluded.percent_per_day, days = excluded.days,
             source = excluded.source",
        params![
            late.grace_seconds,
            late.percent_per_day,
            late.days,
            source(course, settings),
        ],
    )?;
    Ok(())
}

/// A digest of all that is taken over.
fn source(course: &Course, settings: &Settings) -> String {
    let lessons = course.lessons.iter().map(|lesson| {
        let steps = lesson.steps.iter();
        let steps: Vec<_> = steps
            .map(|step| (step.number, &step.id, &step.title, step.points))
            .collect();
        format!("{} {} {} {steps:?}", lesson.number, lesson.id, lesson.title)
    });
    let text = format!("{settings:?} {:?}", lessons.collect::<Vec<_>>());
    hex(&Sha256::digest(text))
}
