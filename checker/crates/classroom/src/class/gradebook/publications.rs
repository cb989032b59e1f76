//! What was published, and what has changed since.

use crate::class::gradebook::{Gradebook, unread, unwritten};
use crate::class::moment;
use course::error::Error;
use rusqlite::{OptionalExtension, Row, params};

/// A step in which somebody has other points than before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepChange {
    pub(crate) login: String,
    pub(crate) step: String,
    pub(crate) before: f64,
    pub(crate) now: f64,
    pub(crate) said: Told,
    pub(crate) says: Told,
    pub(crate) is_decided: bool,
}

/// What is said about a step: the first observation that differs, and its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) observation: String,
    pub(crate) sentence: String,
}

/// A lesson in which somebody has other points than before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LessonChange {
    pub(crate) login: String,
    pub(crate) lesson: String,
    pub(crate) before: f64,
    pub(crate) now: f64,
    pub(crate) was: String,
    pub(crate) is: String,
    pub(crate) penalty_percent: u32,
}

impl Gradebook {
    /// Notes what goes to `destination` now.
    pub(crate) fn publish(&mut self, destination: &str, author: &str) -> Result<(), Error> {
        let transaction = self.connection.transaction().map_err(unwritten)?;
        let noted = (|| {
            let sql =
                "INSERT INTO publication (destination, author, published_at) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, params![destination, author, moment::now()])?;
            let id = transaction.last_insert_rowid();
            transaction.execute(
                "INSERT INTO published_lesson (publication, person, lesson, state, points)
                 SELECT ?1, person, lesson, state,
                     CASE WHEN state <> 'excused' THEN final_points END
                 FROM lesson_grade WHERE counts = 1 AND left_at IS NULL",
                [id],
            )?;
            transaction.execute(
                "INSERT INTO published_step
                     (publication, person, step, points, observation, sentence)
                 SELECT ?1, person, step, step_grade.points, observation, sentence
                 FROM step_grade JOIN lesson ON lesson.id = step_grade.lesson
                 WHERE counts = 1 AND left_at IS NULL",
                [id],
            )
        })();
        noted.map_err(unwritten)?;
        transaction.commit().map_err(unwritten)
    }

    /// The last publication: its number, where it went, and when.
    pub(crate) fn last_publication(&self) -> Result<Option<(i64, String, String)>, Error> {
        let sql = "SELECT id, destination, published_at FROM publication ORDER BY id DESC LIMIT 1";
        let last = self
            .connection
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        last.optional().map_err(unread)
    }

    /// Steps with other points than were published, by person.
    pub(crate) fn steps_changed_since(&self, publication: i64) -> Result<Vec<StepChange>, Error> {
        let mut changes = self
            .connection
            .prepare(
                "SELECT login, now.step, before.points, now.points, before.observation,
                     before.sentence, now.observation, now.sentence, override IS NOT NULL
                 FROM step_grade AS now
                 JOIN published_step AS before
                     ON before.publication = ?1 AND before.person = now.person
                         AND before.step = now.step
                 WHERE before.points <> now.points AND left_at IS NULL
                 ORDER BY login, lesson, number",
            )
            .map_err(unread)?;
        let changes = changes.query_map([publication], StepChange::of);
        changes.and_then(Iterator::collect).map_err(unread)
    }

    /// Lessons with other points, or another state, than were published.
    pub(crate) fn lessons_changed_since(
        &self,
        publication: i64,
    ) -> Result<Vec<LessonChange>, Error> {
        let mut changes = self
            .connection
            .prepare(
                "SELECT login, now.lesson, coalesce(before.points, 0), final_points, before.state,
                     now.state, penalty_percent
                 FROM lesson_grade AS now
                 JOIN published_lesson AS before
                     ON before.publication = ?1 AND before.person = now.person
                         AND before.lesson = now.lesson
                 WHERE (coalesce(before.points, 0) <> final_points OR before.state <> now.state)
                     AND left_at IS NULL
                 ORDER BY login, now.number",
            )
            .map_err(unread)?;
        let changes = changes.query_map([publication], |row| {
            Ok(LessonChange {
                login: row.get(0)?,
                lesson: row.get(1)?,
                before: row.get(2)?,
                now: row.get(3)?,
                was: row.get(4)?,
                is: row.get(5)?,
                penalty_percent: row.get(6)?,
            })
        });
        changes.and_then(Iterator::collect).map_err(unread)
    }

    /// Steps to which two graders give other points, for the same work with the same seed. Graders
    /// are named by the beginning of their digests.
    pub(crate) fn steps_between(&self, old: &str, new: &str) -> Result<Vec<StepChange>, Error> {
        let mut changes = self
            .connection
            .prepare(
                "SELECT DISTINCT login, before.step, before.points, now.points, before.observation,
                     before.sentence, now.observation, now.sentence, 0
                 FROM result AS old
                 JOIN result AS new ON new.work = old.work AND new.seed = old.seed
                 JOIN step_score AS before ON before.result = old.id
                 JOIN step_score AS now ON now.result = new.id AND now.step = before.step
                 JOIN submission_work ON submission_work.work = old.work
                 JOIN submission ON submission.id = submission_work.submission
                 JOIN person ON person.id = submission.person
                 WHERE old.grader GLOB ?1 || '*' AND new.grader GLOB ?2 || '*'
                     AND before.points <> now.points AND left_at IS NULL
                 ORDER BY login, before.step",
            )
            .map_err(unread)?;
        let changes = changes.query_map([old, new], StepChange::of);
        changes.and_then(Iterator::collect).map_err(unread)
    }
}

impl StepChange {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            login: row.get(0)?,
            step: row.get(1)?,
            before: row.get(2)?,
            now: row.get(3)?,
            said: Told {
                observation: row.get(4)?,
                sentence: row.get(5)?,
            },
            says: Told {
                observation: row.get(6)?,
                sentence: row.get(7)?,
            },
            is_decided: row.get(8)?,
        })
    }
}
