//! What came of work. Results are added one by one, each when it is there.

use crate::class::gradebook::{Gradebook, unread, unwritten};
use crate::class::grader::{JobResult, LessonResult, State};
use crate::class::moment;
use course::error::Error;
use flate2::Compression;
use flate2::write::GzEncoder;
use rusqlite::{OptionalExtension, Transaction, params};
use std::io::{self, Write};

/// Why nothing came of a work: a failure of ours.
#[derive(Debug)]
pub(crate) struct Failure<'f> {
    pub(crate) grader: &'f str,
    pub(crate) seed: u32,
    pub(crate) why: &'f str,
}

/// What became of results from elsewhere.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) new: usize,
    /// Of work that has a result.
    pub(crate) as_before: usize,
    /// Of work that nobody in the class has handed in.
    pub(crate) strange: usize,
}

impl Merged {
    pub(crate) fn add(&mut self, other: Self) {
        self.new += other.new;
        self.as_before += other.as_before;
        self.strange += other.strange;
    }
}

impl Gradebook {
    /// Notes a start of the grader, and returns its number.
    pub(crate) fn begin_run(&mut self, machine: &str, reason: &str) -> Result<i64, Error> {
        let sql = "INSERT INTO run (machine, reason, began_at) VALUES (?1, ?2, ?3)";
        let row = params![machine, reason, moment::now()];
        self.connection.execute(sql, row).map_err(unwritten)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// The last run of a machine for this reason, or a new one.
    pub(crate) fn run_of(&mut self, machine: &str, reason: &str) -> Result<i64, Error> {
        let sql = "SELECT max(id) FROM run WHERE machine = ?1 AND reason = ?2";
        let known: Option<i64> = self
            .connection
            .query_row(sql, [machine, reason], |row| row.get(0))
            .map_err(unread)?;
        known.map_or_else(|| self.begin_run(machine, reason), Ok)
    }

    /// Adds what came of a job that was done here.
    pub(crate) fn add(&mut self, run: i64, came: &JobResult) -> Result<(), Error> {
        self.add_unless(run, came, |_, _| Ok(false)).map(drop)
    }

    /// Takes in what came of a job elsewhere, unless a work has a result of this grader and seed.
    pub(crate) fn merge(&mut self, run: i64, came: &JobResult) -> Result<Merged, Error> {
        self.add_unless(run, came, |transaction, (work, lesson)| {
            let known = "SELECT EXISTS (
                     SELECT * FROM result
                     WHERE work = ?1 AND grader = ?2 AND seed = ?3 AND state <> 'failed'
                 )";
            let key = params![work, lesson.work.grader, came.seed];
            transaction.query_row(known, key, |row| row.get(0))
        })
    }

    fn add_unless(
        &mut self,
        run: i64,
        came: &JobResult,
        is_known: impl Fn(&Transaction<'_>, (i64, &LessonResult)) -> rusqlite::Result<bool>,
    ) -> Result<Merged, Error> {
        let transaction = self.connection.transaction().map_err(unwritten)?;
        let mut merged = Merged::default();
        let all: rusqlite::Result<()> = came.lessons.iter().try_for_each(|lesson| {
            // Work of another class is nobody's here.
            let Some(work) = work_of(&transaction, lesson)? else {
                merged.strange += 1;
                return Ok(());
            };
            if is_known(&transaction, (work, lesson))? {
                merged.as_before += 1;
            } else {
                add(&transaction, (run, work), came, lesson)?;
                merged.new += 1;
            }
            Ok(())
        });
        all.map_err(unwritten)?;
        transaction.commit().map_err(unwritten)?;
        Ok(merged)
    }

    /// Notes that nothing came of a work.
    pub(crate) fn add_failure(
        &mut self,
        run: i64,
        work: i64,
        failure: &Failure<'_>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO result (run, work, grader, seed, state, error, seconds, graded_at)
             VALUES (?1, ?2, ?3, ?4, 'failed', ?5, 0, ?6)";
        let row = params![
            run,
            work,
            failure.grader,
            failure.seed,
            failure.why,
            moment::now()
        ];
        self.connection.execute(sql, row).map_err(unwritten)?;
        Ok(())
    }

    /// Works that had a result before, and of which a run has made none: whose, in which lesson, and why.
    pub(crate) fn failures_again(&self, run: i64) -> Result<Vec<(String, String, String)>, Error> {
        self.rows(
            "SELECT DISTINCT login, work.lesson, error
                 FROM result
                 JOIN work ON work.id = result.work
                 JOIN submission_work ON submission_work.work = work.id
                 JOIN submission ON submission.id = submission_work.submission
                 JOIN person ON person.id = submission.person
                 WHERE run = ?1 AND state = 'failed' AND left_at IS NULL AND EXISTS (
                     SELECT * FROM result AS before
                     WHERE before.work = result.work AND before.state <> 'failed'
                 )
                 ORDER BY login, work.lesson",
            [run],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }

    /// Who has no score for a reason of ours: logins, lessons and reasons.
    pub(crate) fn failures(&self) -> Result<Vec<(String, String, String)>, Error> {
        self.rows(
            "SELECT login, grade.lesson, error
                 FROM lesson_grade AS grade
                 JOIN attempt_score AS attempt
                     ON attempt.person = grade.person AND attempt.lesson = grade.lesson
                     AND attempt.state = 'failed'
                 JOIN result ON result.id = attempt.result
                 WHERE grade.state IN ('failed', 'not graded yet') AND counts AND left_at IS NULL
                 UNION
                 SELECT login, grade.lesson, place || ' cannot be read here: ' || why
                 FROM lesson_grade AS grade JOIN denied ON denied.person = grade.person
                 WHERE grade.state = 'failed' AND counts AND left_at IS NULL
                 ORDER BY login, lesson",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }
}

/// The number of a work.
fn work_of(transaction: &Transaction<'_>, lesson: &LessonResult) -> rusqlite::Result<Option<i64>> {
    let work = "SELECT id FROM work WHERE lesson = ?1 AND digest = ?2";
    let key = [&lesson.work.lesson, &lesson.work.digest];
    let work = transaction.query_row(work, key, |row| row.get(0));
    work.optional()
}

/// Adds one result of a run and a work.
fn add(
    transaction: &Transaction<'_>,
    (run, work): (i64, i64),
    came: &JobResult,
    lesson: &LessonResult,
) -> rusqlite::Result<()> {
    let state = match lesson.state {
        State::Graded => "graded",
        State::DoesNotCompile => "does not compile",
    };
    transaction.execute(
        "INSERT INTO result
             (run, work, grader, seed, state, report, page, seconds, graded_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            run,
            work,
            lesson.work.grader,
            came.seed,
            state,
            compressed(&lesson.report.to_string())?,
            compressed(&lesson.page)?,
            came.seconds,
            came.graded_at,
        ],
    )?;
    let result = transaction.last_insert_rowid();
    for score in &lesson.steps {
        transaction.execute(
            "INSERT INTO step_score
                 (result, step, points, possible, verdict, observation, sentence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                result,
                score.step,
                score.points,
                score.possible,
                score.verdict,
                score.observation,
                score.sentence,
            ],
        )?;
    }
    Ok(())
}

fn compressed(text: &str) -> rusqlite::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(text.as_bytes());
    let compressed: io::Result<Vec<u8>> = written.and_then(|()| encoder.finish());
    compressed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}
