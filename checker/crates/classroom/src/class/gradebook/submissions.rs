//! What was handed in.

use crate::class::gradebook::{Gradebook, unread, unwritten};
use crate::class::moment;
use crate::class::work::{self, Files, Work};
use course::error::Error;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::json;

/// What somebody handed in at one time.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) person: i64,
    /// Where it was found.
    pub(crate) source: String,
    pub(crate) submitted_at: Timestamp,
    pub(crate) content: Content,
}

/// What is in it.
#[derive(Debug)]
pub(crate) enum Content {
    /// One for each lesson, and files that did not count: each with a reason.
    Works(Vec<Work>, Vec<(String, String)>),
    /// Why it cannot be read.
    Unreadable(String),
}

/// Work that is to be graded.
#[derive(Debug)]
pub(crate) struct Ungraded {
    pub(crate) id: i64,
    pub(crate) lesson: String,
    pub(crate) digest: String,
    /// The submission and the person that it came from first.
    pub(crate) submission: i64,
    pub(crate) login: String,
    pub(crate) alias: String,
}

/// What counts of somebody in a lesson.
#[derive(Debug)]
pub(crate) struct HandedIn {
    pub(crate) login: String,
    pub(crate) alias: String,
    pub(crate) name: String,
    pub(crate) submitted_at: String,
    /// Those that are not as they were given.
    pub(crate) files: Files,
}

impl Gradebook {
    /// What counts of everybody who has begun a lesson.
    pub(crate) fn handed_in(&self, lesson: &str) -> Result<Vec<HandedIn>, Error> {
        let mut works = self
            .connection
            .prepare(
                "SELECT login, alias, name, submitted_at, work.id
                 FROM lesson_grade JOIN work ON work.id = lesson_grade.work
                 WHERE lesson_grade.lesson = ?1 AND left_at IS NULL AND files IS NOT NULL
                 ORDER BY login",
            )
            .map_err(unread)?;
        let works = works.query_map([lesson], |row| {
            let one = HandedIn {
                login: row.get(0)?,
                alias: row.get(1)?,
                name: row.get(2)?,
                submitted_at: row.get(3)?,
                files: Files::new(),
            };
            Ok((row.get(4)?, one))
        });
        let works: Vec<(i64, HandedIn)> = works.and_then(Iterator::collect).map_err(unread)?;
        let with_files = works.into_iter().map(|(work, one)| {
            let files = self.files(work)?;
            Ok(HandedIn { files, ..one })
        });
        with_files.collect()
    }

    /// The moments at which somebody's lessons are due, with the grace.
    pub(crate) fn due(&self, person: i64) -> Result<Vec<Timestamp>, Error> {
        let mut due = self
            .connection
            .prepare(
                "SELECT DISTINCT unixepoch(coalesce(until, due_at)) + grace_seconds
                 FROM lesson JOIN policy
                 LEFT JOIN current_extension AS extension
                     ON extension.lesson = lesson.id AND extension.person = ?1
                 WHERE counts = 1 AND coalesce(until, due_at) IS NOT NULL
                 ORDER BY 1",
            )
            .map_err(unread)?;
        let due = due.query_map([person], |row| row.get::<_, i64>(0));
        let due: Vec<i64> = due.and_then(Iterator::collect).map_err(unread)?;
        let due = due.into_iter().map(Timestamp::from_second);
        due.collect::<Result<_, _>>().map_err(unread)
    }

    /// Keeps a submission. Whoever hands in the same once more has handed it in when they did so first:
    /// that is no submission, and `false`.
    pub(crate) fn keep(&mut self, submission: &Submission) -> Result<bool, Error> {
        let transaction = self.connection.transaction().map_err(unwritten)?;
        let is_new = keep(&transaction, submission).map_err(unwritten)?;
        transaction.commit().map_err(unwritten)?;
        Ok(is_new)
    }

    /// The work that this grader has not graded, for lessons that count: everything that has no result,
    /// or, if `is_again`, none of this grader and seed. Each work once, in the order in which it came.
    pub(crate) fn ungraded(
        &self,
        grader: &dyn Fn(&str) -> String,
        seed: u32,
        is_again: bool,
    ) -> Result<Vec<Ungraded>, Error> {
        let mut works = self
            .connection
            .prepare(
                "SELECT work.id, work.lesson, work.digest, min(submission.id), login, alias
                 FROM work
                 JOIN lesson ON lesson.id = work.lesson AND counts = 1
                 JOIN submission_work ON submission_work.work = work.id
                 JOIN submission ON submission.id = submission_work.submission
                 JOIN person ON person.id = submission.person
                 WHERE files IS NOT NULL
                 GROUP BY work.id
                 ORDER BY 4, lesson.number",
            )
            .map_err(unread)?;
        let works = works.query_map([], |row| {
            Ok(Ungraded {
                id: row.get(0)?,
                lesson: row.get(1)?,
                digest: row.get(2)?,
                submission: row.get(3)?,
                login: row.get(4)?,
                alias: row.get(5)?,
            })
        });
        let works: Vec<Ungraded> = works.and_then(Iterator::collect).map_err(unread)?;
        let mut has_result = self
            .connection
            .prepare(
                "SELECT EXISTS (
                     SELECT * FROM result
                     WHERE work = ?1 AND state <> 'failed'
                         AND (?2 IS NULL OR grader = ?2 AND seed = ?3)
                 )",
            )
            .map_err(unread)?;
        let mut ungraded = Vec::new();
        for work in works {
            let of_this = is_again.then(|| grader(&work.lesson));
            let is_graded: bool = has_result
                .query_row(params![work.id, of_this, seed], |row| row.get(0))
                .map_err(unread)?;
            if !is_graded {
                ungraded.push(work);
            }
        }
        Ok(ungraded)
    }

    /// The files of a work that are not as they were given.
    pub(crate) fn files(&self, work: i64) -> Result<Files, Error> {
        let sql = "SELECT files FROM work WHERE id = ?1";
        let packed: Option<Vec<u8>> = self
            .connection
            .query_row(sql, [work], |row| row.get(0))
            .map_err(unread)?;
        match packed {
            None => Ok(Files::new()),
            Some(packed) => work::unpack(&packed).map_err(unread),
        }
    }
}

fn keep(transaction: &Transaction<'_>, submission: &Submission) -> rusqlite::Result<bool> {
    let (problem, left_out) = match &submission.content {
        Content::Works(_, left_out) => (None, &left_out[..]),
        Content::Unreadable(why) => (Some(why), &[][..]),
    };
    let digest = digest(submission);
    let known = "SELECT 1 FROM submission WHERE person = ?1 AND digest = ?2";
    let known = transaction.query_row(known, params![submission.person, digest], |_| Ok(()));
    if known.optional()?.is_some() {
        return Ok(false);
    }
    let left_out = left_out
        .iter()
        .map(|(path, why)| json!({ "path": path, "why": why }));
    let left_out: Vec<_> = left_out.collect();
    transaction.execute(
        "INSERT INTO submission
             (person, source, submitted_at, collected_at, digest, problem, left_out)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            submission.person,
            submission.source,
            moment::text(submission.submitted_at),
            moment::now(),
            digest,
            problem,
            serde_json::Value::from(left_out).to_string(),
        ],
    )?;
    let id = transaction.last_insert_rowid();
    if let Content::Works(works, _) = &submission.content {
        for work in works {
            let work = keep_work(transaction, work)?;
            let of = "INSERT INTO submission_work (submission, work) VALUES (?1, ?2)";
            transaction.execute(of, [id, work])?;
        }
    }
    Ok(true)
}

fn keep_work(transaction: &Transaction<'_>, work: &Work) -> rusqlite::Result<i64> {
    let known = "SELECT id FROM work WHERE lesson = ?1 AND digest = ?2";
    let key = params![work.lesson, work.digest];
    if let Some(id) = transaction
        .query_row(known, key, |row| row.get(0))
        .optional()?
    {
        return Ok(id);
    }
    let packed = if work.files.is_empty() {
        None
    } else {
        let packed = work::pack(&work.files);
        let packed = packed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()));
        Some(packed?)
    };
    transaction.execute(
        "INSERT INTO work (lesson, digest, files) VALUES (?1, ?2, ?3)",
        params![work.lesson, work.digest, packed],
    )?;
    Ok(transaction.last_insert_rowid())
}

/// Of everything in it.
fn digest(submission: &Submission) -> String {
    let mut parts = Files::new();
    match &submission.content {
        Content::Works(works, _) => {
            for work in works {
                parts.insert((&work.lesson).into(), work.digest.clone().into_bytes());
            }
        }
        Content::Unreadable(why) => {
            let found = format!("{} {why}", submission.source);
            parts.insert("unreadable".into(), found.into_bytes());
        }
    }
    work::digest(&parts)
}
