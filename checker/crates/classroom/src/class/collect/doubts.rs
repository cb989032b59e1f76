//! What is doubtful of what was handed in, in sentences without an end: it may cost somebody points, and only
//! the teacher knows better.

use crate::class::collect::{Collecting, matching, reading, repository};
use crate::class::gradebook::{Content, Dated, Due, Gradebook, Kept};
use crate::class::moment;
use course::document::harmless_name;
use course::error::Error;
use jiff::{SignedDuration, Timestamp};
use sandbox::submission::{self, Branch};
use std::path::Path;

/// Doubts about one person.
pub(super) struct Doubts<'d> {
    pub(super) how: &'d Collecting<'d>,
    pub(super) gradebook: &'d Gradebook,
    pub(super) person: i64,
    pub(super) due: &'d [Due],
}

/// The newest commit of a clone.
pub(super) struct Newest {
    pub(super) made_at: Timestamp,
    pub(super) written_at: Timestamp,
    /// The lessons that have begun in it.
    pub(super) begun: Vec<String>,
    pub(super) kept: Kept,
}

impl Doubts<'_> {
    /// Of a file with some lessons: what Canvas does not say of them, since when they are late, and which it
    /// means that are not.
    pub(super) fn of_file(
        &self,
        name: &str,
        begun: &[String],
        kept: Kept,
    ) -> Result<Option<String>, Error> {
        if !self.how.settings.late.is_costly() {
            return Ok(None);
        }
        let due = self.due.iter().filter(|due| begun.contains(&due.lesson));
        let (over, open): (Vec<&Due>, Vec<&Due>) =
            due.partition(|due| due.with_grace < kept.submitted_at);
        let date = self.shown(kept.submitted_at);
        let say = "name it alone, with `--submitted WHEN`";
        match kept.dated {
            Dated::Files if matching::is_late(name) && !(over.is_empty() && open.is_empty()) => {
                Ok(Some(format!(
                    "Canvas calls it late, and only the date of its files says since when, {date}; {say}"
                )))
            }
            Dated::Files if !over.is_empty() => Ok(Some(format!(
                "it is late, as the date of its files says, {date}; if that is not when it was handed in, {say}"
            ))),
            Dated::Platform if !open.is_empty() => {
                let new = self.new_of(&over, kept)?;
                let open: Vec<&str> = open.iter().map(|due| &*due.lesson).collect();
                Ok((!new.is_empty()).then(|| {
                    let (open, new) = (open.join(", "), new.join(", "));
                    format!("Canvas calls it in time, perhaps only for {open}; if {new} came too late, {say}")
                }))
            }
            _ => Ok(None),
        }
    }

    /// The lessons of which nobody knew the work before.
    fn new_of<'l>(&self, lessons: &[&'l Due], kept: Kept) -> Result<Vec<&'l str>, Error> {
        let mut new = Vec::new();
        for Due { lesson, .. } in lessons {
            if !self.gradebook.is_known_before(kept.id, lesson)? {
                new.push(&**lesson);
            }
        }
        Ok(new)
    }

    /// Of a clone whose commits are kept: what it has beside them, or when they were not made.
    pub(super) fn of_clone(&self, clone: &Path, newest: &Newest) -> Result<Option<String>, Error> {
        // Clocks differ.
        if newest.made_at > Timestamp::now() + SignedDuration::from_hours(24) {
            let date = self.shown(newest.made_at);
            let why = format!("its newest commit has a date that is still to come, {date}");
            return Ok(Some(why));
        }
        if self.is_late_by_a_rebase(newest) {
            let [written, made] = [newest.written_at, newest.made_at].map(|it| self.shown(it));
            return Ok(Some(format!(
                "its newest commit is of {written}, and was made again {made}, as by a rebase, which is late"
            )));
        }
        let repository = repository::of(clone);
        if repository != clone {
            let beside = reading::folder(self.how.course, clone)?;
            let lessons = self.others(&beside)?;
            if !lessons.is_empty() {
                let lessons = lessons.join(", ");
                let why =
                    format!("in {lessons}, files are not as in its newest commit, which counts");
                return Ok(Some(why));
            }
        }
        for branch in submission::other_branches(&repository)? {
            let lessons = self.of_branch(&repository, &branch)?;
            if !lessons.is_empty() {
                let (lessons, branch) = (lessons.join(", "), harmless_name(&branch.name));
                return Ok(Some(format!(
                    "in {lessons}, its branch `{branch}` has other work than what is checked out, which counts"
                )));
            }
        }
        Ok(None)
    }

    fn is_late_by_a_rebase(&self, newest: &Newest) -> bool {
        let is_between = |due: &Due| {
            newest.written_at <= due.with_grace && due.with_grace < newest.kept.submitted_at
        };
        let mut due = self
            .due
            .iter()
            .filter(|due| newest.begun.contains(&due.lesson));
        self.how.settings.late.is_costly() && due.any(is_between)
    }

    /// The lessons in which a branch has other work that is not older than what is checked out.
    fn of_branch(&self, repository: &Path, branch: &Branch) -> Result<Vec<String>, Error> {
        let content = reading::read(self.how.course, &branch.id, repository)?;
        let mut lessons = Vec::new();
        for id in self.others(&content)? {
            let lesson = self
                .how
                .course
                .lessons
                .iter()
                .find(|lesson| lesson.id == id);
            let folder = lesson
                .map(course::lesson::Lesson::folder)
                .unwrap_or_default();
            let changed = submission::last_change(repository, &folder)?;
            if changed.is_none_or(|seconds| branch.seconds >= seconds) {
                lessons.push(id);
            }
        }
        Ok(lessons)
    }

    /// The lessons that count of which somebody has handed in other work than this.
    fn others(&self, content: &Content) -> Result<Vec<String>, Error> {
        let Content::Works(works, _) = content else {
            return Ok(Vec::new());
        };
        let mut lessons = Vec::new();
        for work in works.iter().filter(|work| !work.files.is_empty()) {
            let counts = self.how.settings.due.contains_key(&work.lesson);
            if counts && !self.gradebook.has_handed_in(self.person, work)? {
                lessons.push(work.lesson.clone());
            }
        }
        Ok(lessons)
    }

    fn shown(&self, moment: Timestamp) -> String {
        moment::shown(&moment::text(moment), &self.how.settings.time_zone)
    }
}
