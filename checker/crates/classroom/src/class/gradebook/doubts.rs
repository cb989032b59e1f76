//! What a teacher should look at before points are given out.

use crate::class::gradebook::{Gradebook, Reason, unread, unwritten};
use crate::class::moment;
use crate::class::work::Work;
use course::error::Error;
use jiff::Timestamp;
use rusqlite::params;
use std::fmt::{self, Display, Formatter};

/// What is doubtful of something that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// What it is called.
    pub(crate) name: String,
    /// Where it is, or the platform's download that it is in: as the gradebook names places.
    pub(crate) place: String,
    /// `None`: it is nobody's.
    pub(crate) person: Option<i64>,
    pub(crate) login: Option<String>,
    /// A sentence without an end.
    pub(crate) why: String,
}

/// A line for teachers.
impl Display for Doubt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { name, why, .. } = self;
        match &self.login {
            Some(login) if login == name => write!(f, "{login}: {why}"),
            Some(login) => write!(f, "{login}: {name}: {why}"),
            None => write!(f, "{name}: {why}, so it counts for nobody"),
        }
    }
}

impl Gradebook {
    /// The doubts about those in the class, and about what is nobody's.
    pub(crate) fn doubts(&self) -> Result<Vec<Doubt>, Error> {
        self.rows(
            "SELECT doubt.name, place, person, login, why
                 FROM doubt LEFT JOIN person ON person.id = doubt.person
                 WHERE left_at IS NULL AND settled_at IS NULL ORDER BY login, doubt.name",
            [],
            |row| {
                Ok(Doubt {
                    name: row.get(0)?,
                    place: row.get(1)?,
                    person: row.get(2)?,
                    login: row.get(3)?,
                    why: row.get(4)?,
                })
            },
        )
    }

    /// Notes what is doubtful of something. Whether nobody has settled it before.
    pub(crate) fn doubt(&mut self, doubt: &Doubt) -> Result<bool, Error> {
        let Doubt {
            name,
            place,
            person,
            why,
            ..
        } = doubt;
        let sql = "INSERT INTO doubt (name, place, person, why) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET place = excluded.place, person = excluded.person,
                 why = excluded.why,
                 settled_at = iif(person IS excluded.person AND why = excluded.why, settled_at, NULL)
             RETURNING settled_at IS NULL";
        let row = params![name, place, person, why];
        let is_open = self.connection.query_row(sql, row, |row| row.get(0));
        is_open.map_err(unwritten)
    }

    /// Notes that nothing is doubtful.
    pub(crate) fn forget_doubt(&mut self, name: &str) -> Result<(), Error> {
        let sql = "DELETE FROM doubt WHERE name = ?1";
        let forgotten = self.connection.execute(sql, [name]);
        forgotten.map(drop).map_err(unwritten)
    }

    /// Notes that somebody has looked at it, and that all is right.
    pub(crate) fn settle(&mut self, name: &str, reason: Reason<'_>) -> Result<(), Error> {
        let sql =
            "UPDATE doubt SET settled_at = ?2, settled_by = ?3, settled_why = ?4 WHERE name = ?1";
        let row = params![name, moment::now(), reason.author, reason.why];
        let settled = self.connection.execute(sql, row);
        settled.map(drop).map_err(unwritten)
    }

    /// When somebody has handed in some work first. What a platform calls in time is earlier than all dates.
    pub(crate) fn first_handed_in(
        &self,
        person: i64,
        work: &Work,
    ) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT min(iif(dated = 'platform', '1970-01-01T00:00:00Z', submitted_at))
             FROM work
             JOIN submission_work ON submission_work.work = work.id
             JOIN current_submission USING (submission)
             WHERE person = ?1 AND work.lesson = ?2 AND work.digest = ?3";
        let of = params![person, work.lesson, work.digest];
        let first: Result<Option<String>, _> = self.connection.query_row(sql, of, |row| row.get(0));
        let first = first.map_err(unread)?.map(|first| first.parse());
        first.transpose().map_err(unread)
    }

    /// Whether somebody has handed in the same work of a lesson before a submission.
    pub(crate) fn is_known_before(&self, submission: i64, lesson: &str) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (
                 SELECT * FROM submission_work AS this
                 JOIN work ON work.id = this.work AND work.lesson = ?2
                 JOIN submission ON submission.id = this.submission
                 JOIN submission AS other ON other.person = submission.person AND other.id < submission.id
                 JOIN submission_work AS before ON before.submission = other.id AND before.work = this.work
                 WHERE this.submission = ?1
             )";
        let known = self
            .connection
            .query_row(sql, (submission, lesson), |row| row.get(0));
        known.map_err(unread)
    }
}
