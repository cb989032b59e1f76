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
    /// Whether somebody has said when: a platform, or a teacher. Dates of files change when they are
    /// copied.
    pub(crate) dated: Dated,
    pub(crate) content: Content,
}

/// A submission that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) id: i64,
    pub(crate) is_new: bool,
    /// When it counts as handed in, and who says so.
    pub(crate) submitted_at: Timestamp,
    pub(crate) dated: Dated,
}

/// Who says when something was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dated {
    /// Files or commits.
    Files,
    /// A platform: it was not later.
    Platform,
    /// The teacher: what they say last is so.
    Teacher,
}

impl Dated {
    /// What the gradebook has.
    fn of(word: &str) -> Self {
        match word {
            "platform" => Self::Platform,
            "teacher" => Self::Teacher,
            _ => Self::Files,
        }
    }

    /// As the gradebook has it.
    fn word(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Platform => "platform",
            Self::Teacher => "teacher",
        }
    }
}

/// When somebody's lesson is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) lesson: String,
    pub(crate) at: Timestamp,
    pub(crate) with_grace: Timestamp,
}

/// What becomes of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// Something of it has no result yet, and came with it first.
    ToGrade,
    /// Something of it has no result yet, and came with another one first.
    SameAsAnother,
    Graded,
    /// It has nothing of a lesson that counts, or nothing but what was given.
    NotBegun,
    Unreadable,
}

/// What is in it.
#[derive(Debug)]
pub(crate) enum Content {
    /// One for each lesson, and files that did not count: each with a reason.
    Works(Vec<Work>, Vec<(String, String)>),
    /// Why it cannot be read.
    Unreadable(String),
}

impl Content {
    /// The lessons that are not as they were given.
    pub(crate) fn begun(&self) -> Vec<&str> {
        let works = match self {
            Self::Works(works, _) => &works[..],
            Self::Unreadable(_) => &[],
        };
        let begun = works.iter().filter(|work| !work.files.is_empty());
        begun.map(|work| work.lesson.as_str()).collect()
    }
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
        let works: Vec<(i64, HandedIn)> = self.rows(
            "SELECT login, alias, name, submitted_at, work.id
                 FROM lesson_grade JOIN work ON work.id = lesson_grade.work
                 WHERE lesson_grade.lesson = ?1 AND left_at IS NULL AND files IS NOT NULL
                 ORDER BY login",
            [lesson],
            |row| {
                let one = HandedIn {
                    login: row.get(0)?,
                    alias: row.get(1)?,
                    name: row.get(2)?,
                    submitted_at: row.get(3)?,
                    files: Files::new(),
                };
                Ok((row.get(4)?, one))
            },
        )?;
        let with_files = works.into_iter().map(|(work, one)| {
            let files = self.files(work)?;
            Ok(HandedIn { files, ..one })
        });
        with_files.collect()
    }

    /// Takes a submission from somebody who seemed to have handed it in.
    pub(crate) fn take_from(&mut self, person: i64, submission: i64) -> Result<(), Error> {
        let sql = "UPDATE submission AS seeming SET person = told.person
             FROM submission AS told
             WHERE told.id = ?2 AND seeming.person = ?1
                 AND seeming.digest = told.digest AND seeming.source = told.source";
        let taken = self.connection.execute(sql, [person, submission]);
        taken.map(drop).map_err(unwritten)
    }

    /// When somebody's lessons are due that count, with what was decided for them; the earliest first.
    pub(crate) fn due(&self, person: i64) -> Result<Vec<Due>, Error> {
        let due: Vec<(String, i64, i64)> = self.rows(
            "SELECT lesson.id, unixepoch(deadline.due_at) AS due, grace_seconds
                 FROM deadline JOIN lesson ON lesson.id = deadline.lesson JOIN policy
                 WHERE person = ?1 AND counts = 1 AND due IS NOT NULL
                 ORDER BY due, lesson.number",
            [person],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let due = due.into_iter().map(|(lesson, due, grace)| {
            Ok(Due {
                lesson,
                at: Timestamp::from_second(due)?,
                with_grace: Timestamp::from_second(due + grace)?,
            })
        });
        due.collect::<Result<_, jiff::Error>>().map_err(unread)
    }

    /// Keeps a submission. Whoever hands in the same once more has handed it in when they did so
    /// first: that is no submission, unless somebody says now that it was another time.
    pub(crate) fn keep(&mut self, submission: &Submission) -> Result<Kept, Error> {
        let transaction = self.connection.transaction().map_err(unwritten)?;
        let kept = keep(&transaction, submission).map_err(unwritten)?;
        transaction.commit().map_err(unwritten)?;
        Ok(kept)
    }

    /// What becomes of a submission when these works are graded.
    pub(crate) fn fate(&self, submission: i64, ungraded: &[Ungraded]) -> Result<Fate, Error> {
        let sql = "SELECT problem IS NOT NULL FROM submission WHERE id = ?1";
        let is_unreadable = self
            .connection
            .query_row(sql, [submission], |row| row.get(0));
        if is_unreadable.map_err(unread)? {
            return Ok(Fate::Unreadable);
        }
        let sql = "SELECT work.id
             FROM submission_work
             JOIN work ON work.id = submission_work.work AND files IS NOT NULL
             JOIN lesson ON lesson.id = work.lesson AND counts = 1
             WHERE submission = ?1";
        let works: Vec<i64> = self.rows(sql, [submission], |row| row.get(0))?;
        let waiting = ungraded.iter().filter(|work| works.contains(&work.id));
        let waiting: Vec<&Ungraded> = waiting.collect();
        Ok(if works.is_empty() {
            Fate::NotBegun
        } else if waiting.is_empty() {
            Fate::Graded
        } else if waiting.iter().any(|work| work.submission == submission) {
            Fate::ToGrade
        } else {
            Fate::SameAsAnother
        })
    }

    /// Why what somebody has handed in last cannot be read, in a sentence.
    pub(crate) fn unreadable(&self, person: i64) -> Result<Vec<String>, Error> {
        self.rows(
            "SELECT source || ' cannot be read: ' || problem FROM newest_submission
                 WHERE person = ?1 AND problem IS NOT NULL",
            [person],
            |row| row.get(0),
        )
    }

    /// The work that this grader has not graded, for lessons that count: everything that has no result,
    /// or, if `is_again`, none of this grader and seed. Each work once, in the order in which it came.
    pub(crate) fn ungraded(
        &self,
        grader: &dyn Fn(&str) -> String,
        seed: u32,
        is_again: bool,
    ) -> Result<Vec<Ungraded>, Error> {
        let works = self.works_of(&[])?;
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

    /// The work of these people, or of everybody if there are none, for lessons that count, whether it has
    /// a result or not: each once, in the order in which it came.
    pub(crate) fn works_of(&self, people: &[i64]) -> Result<Vec<Ungraded>, Error> {
        let people = serde_json::to_string(people).map_err(unread)?;
        self.rows(
            "SELECT work.id, work.lesson, work.digest, min(submission.id), login, alias
                 FROM work
                 JOIN lesson ON lesson.id = work.lesson AND counts = 1
                 JOIN submission_work ON submission_work.work = work.id
                 JOIN submission ON submission.id = submission_work.submission
                 JOIN person ON person.id = submission.person
                 WHERE files IS NOT NULL
                     AND (?1 = '[]' OR person.id IN (SELECT value FROM json_each(?1)))
                 GROUP BY work.id
                 ORDER BY 4, lesson.number",
            [people],
            |row| {
                Ok(Ungraded {
                    id: row.get(0)?,
                    lesson: row.get(1)?,
                    digest: row.get(2)?,
                    submission: row.get(3)?,
                    login: row.get(4)?,
                    alias: row.get(5)?,
                })
            },
        )
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

fn keep(transaction: &Transaction<'_>, submission: &Submission) -> rusqlite::Result<Kept> {
    let (problem, left_out) = match &submission.content {
        Content::Works(_, left_out) => (None, &left_out[..]),
        Content::Unreadable(why) => (Some(why), &[][..]),
    };
    let digest = digest(submission);
    if let Some(known) = known(transaction, submission, &digest)? {
        return Ok(known);
    }
    let left_out = left_out
        .iter()
        .map(|(path, why)| json!({ "path": path, "why": why }));
    let left_out: Vec<_> = left_out.collect();
    transaction.execute(
        "INSERT INTO submission
             (person, source, submitted_at, dated, collected_at, digest, problem, left_out)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            submission.person,
            submission.source,
            moment::text(submission.submitted_at),
            submission.dated.word(),
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
    Ok(Kept {
        id,
        is_new: true,
        submitted_at: submission.submitted_at,
        dated: submission.dated,
    })
}

/// What is kept already, unless it is said now that it was handed in at another time.
fn known(
    transaction: &Transaction<'_>,
    submission: &Submission,
    digest: &str,
) -> rusqlite::Result<Option<Kept>> {
    let sql = "SELECT submission, submitted_at, dated FROM current_submission
         WHERE person = ?1 AND digest = ?2";
    let known = transaction.query_row(sql, params![submission.person, digest], |row| {
        let submitted_at: String = row.get(1)?;
        Ok(Kept {
            id: row.get(0)?,
            is_new: false,
            submitted_at: submitted_at.parse().unwrap_or(submission.submitted_at),
            dated: Dated::of(&row.get::<_, String>(2)?),
        })
    });
    let said = (submission.submitted_at.as_second(), submission.dated);
    let is_as_before = |known: &Kept| match submission.dated {
        // What was first counts.
        Dated::Files => known.dated != Dated::Files || known.submitted_at.as_second() <= said.0,
        // A download of later has a later date of its own.
        Dated::Platform => known.dated != Dated::Files,
        Dated::Teacher => (known.submitted_at.as_second(), known.dated) == said,
    };
    Ok(known.optional()?.filter(is_as_before))
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
