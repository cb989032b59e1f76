//! What was published, and what has changed since.

use crate::class::gradebook::{Gradebook, unread, unwritten};
use crate::class::moment;
use course::error::Error;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// A step in which somebody has other points than before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepChange {
    pub(crate) login: String,
    pub(crate) step: String,
    pub(crate) before: f64,
    pub(crate) now: f64,
    pub(crate) said: Told,
    pub(crate) says: Told,
    /// Whether somebody had decided the points.
    pub(crate) was_decided: bool,
    /// Why somebody has decided the points.
    pub(crate) decided: Option<String>,
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
    pub(crate) person: i64,
    pub(crate) login: String,
    pub(crate) lesson: String,
    pub(crate) before: f64,
    pub(crate) now: f64,
    pub(crate) was: String,
    pub(crate) is: String,
    pub(crate) penalty_percent: u32,
}

/// What somebody is told about: a person and a lesson.
pub(crate) type Published = BTreeSet<(i64, String)>;

/// The persons and lessons of `?2`, in JSON.
const AMONG: &str = "(person, lesson) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";

impl Gradebook {
    /// Notes what goes to `destination` now.
    pub(crate) fn publish(
        &mut self,
        destination: &str,
        author: &str,
        published: &Published,
    ) -> Result<(), Error> {
        let published = serde_json::to_string(published).map_err(unwritten)?;
        let transaction = self.connection.transaction().map_err(unwritten)?;
        let noted = (|| {
            let sql =
                "INSERT INTO publication (destination, author, published_at) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, params![destination, author, moment::now()])?;
            let id = transaction.last_insert_rowid();
            let sql = format!(
                "INSERT INTO published_lesson (publication, person, lesson, state, points)
                 SELECT ?1, person, lesson, state,
                     CASE WHEN state <> 'excused' THEN final_points END
                 FROM lesson_grade WHERE {AMONG}"
            );
            transaction.execute(&sql, params![id, published])?;
            let sql = format!(
                "INSERT INTO published_step
                     (publication, person, step, points, decided, observation, sentence)
                 SELECT ?1, person, step, points, override IS NOT NULL, observation, sentence
                 FROM step_grade WHERE {AMONG}"
            );
            transaction.execute(&sql, params![id, published])
        })();
        noted.map_err(unwritten)?;
        transaction.commit().map_err(unwritten)
    }

    /// The last publication in which anybody was told anything: where it went, and when.
    pub(crate) fn last_publication(&self) -> Result<Option<(String, String)>, Error> {
        let sql = "SELECT destination, published_at FROM publication
             WHERE id IN (SELECT publication FROM published_lesson) ORDER BY id DESC LIMIT 1";
        let last = self
            .connection
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
        last.optional().map_err(unread)
    }

    /// Whether something was published there before.
    pub(crate) fn has_published_to(&self, destination: &str) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT * FROM publication WHERE destination = ?1)";
        let found = self
            .connection
            .query_row(sql, [destination], |row| row.get(0));
        found.map_err(unread)
    }

    /// The points that everybody was told last, by person and lesson.
    pub(crate) fn last_told(&self) -> Result<BTreeMap<(i64, String), f64>, Error> {
        let sql = "SELECT person, lesson, coalesce(points, 0) FROM last_published_lesson";
        let told = self.rows(sql, [], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
        Ok(told.into_iter().collect())
    }

    /// Steps in which people have other points than they were told last, by person. What is not graded yet
    /// has none.
    pub(crate) fn steps_changed(&self) -> Result<Vec<StepChange>, Error> {
        self.rows(
            "SELECT login, now.step, before.points, now.points, before.observation,
                     before.sentence, now.observation, now.sentence, before.decided, decision.why
                 FROM step_grade AS now
                 JOIN last_published_step AS before
                     ON before.person = now.person AND before.step = now.step
                 LEFT JOIN current_override AS decision
                     ON decision.person = now.person AND decision.step = now.step
                 WHERE before.points <> now.points AND left_at IS NULL
                     AND now.state NOT IN ('failed', 'not graded yet')
                 ORDER BY login, lesson, number",
            [],
            StepChange::of,
        )
    }

    /// Lessons in which people have other points, or another state, than they were told last. What is not
    /// graded yet has none.
    pub(crate) fn lessons_changed(&self) -> Result<Vec<LessonChange>, Error> {
        self.rows(
            "SELECT now.person, login, now.lesson, coalesce(before.points, 0),
                     iif(counts, final_points, 0.0) AS points_now, before.state,
                     iif(counts, now.state, 'does not count any more') AS state_now, penalty_percent
                 FROM lesson_grade AS now
                 JOIN last_published_lesson AS before
                     ON before.person = now.person AND before.lesson = now.lesson
                 WHERE (coalesce(before.points, 0) <> points_now OR before.state <> state_now)
                     -- What does not count is not published again, and matters only if it had points.
                     AND (counts OR before.points > 0 AND before.publication = (
                         SELECT max(publication) FROM published_lesson AS all_told
                         WHERE all_told.person = now.person
                     ))
                     AND left_at IS NULL AND now.state NOT IN ('failed', 'not graded yet')
                 ORDER BY login, now.number",
            [],
            |row| {
                Ok(LessonChange {
                    person: row.get(0)?,
                    login: row.get(1)?,
                    lesson: row.get(2)?,
                    before: row.get(3)?,
                    now: row.get(4)?,
                    was: row.get(5)?,
                    is: row.get(6)?,
                    penalty_percent: row.get(7)?,
                })
            },
        )
    }

    /// The graders that have given points: the beginnings of their digests, as the history has them, and
    /// what they have graded.
    pub(crate) fn graders(&self) -> Result<Vec<(String, String)>, Error> {
        self.rows(
            "SELECT substr(grader, 1, 8) AS beginning, work.lesson
                 FROM result JOIN work ON work.id = result.work
                 GROUP BY beginning, work.lesson ORDER BY min(result.id)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// Steps to which two graders give other points, for the same work with the same seed. Graders
    /// are named by the beginning of their digests.
    pub(crate) fn steps_between(&self, old: &str, new: &str) -> Result<Vec<StepChange>, Error> {
        self.rows(
            "SELECT DISTINCT login, before.step, before.points, now.points, before.observation,
                     before.sentence, now.observation, now.sentence, 0, NULL
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
            [old, new],
            StepChange::of,
        )
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
            was_decided: row.get(8)?,
            decided: row.get(9)?,
        })
    }
}
