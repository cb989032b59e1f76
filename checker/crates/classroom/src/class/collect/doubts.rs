//! What is doubtful of what was handed in, in sentences without an end: it may cost somebody points, and only
//! the teacher knows better.

use crate::class::collect::reading::Read;
use crate::class::collect::{Collecting, dates, matching, reading, repository};
use crate::class::gradebook::{Content, Dated, Due, Gradebook, Kept};
use crate::class::moment;
use crate::class::work::Work;
use course::document::harmless_name;
use course::error::Error;
use course::lesson::Lesson;
use jiff::{SignedDuration, Timestamp};
use sandbox::submission::{self, Branch, Commit};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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
    pub(super) works: Vec<Work>,
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
        let due: Vec<&Due> = self
            .due
            .iter()
            .filter(|due| begun.contains(&due.lesson))
            .collect();
        let Some(last) = due.iter().map(|due| due.with_grace).max() else {
            return Ok(None);
        };
        let is_over = |due: &Due| due.with_grace < kept.submitted_at;
        let date = self.shown(kept.submitted_at);
        let say = "name it alone, with `--submitted WHEN`";
        Ok(match kept.dated {
            Dated::Files if matching::is_late(name) => Some(format!(
                "Canvas calls it late, and only the date of its files says since when, {date}; {say}"
            )),
            Dated::Files if due.iter().any(|due| is_over(due)) => Some(format!(
                "it is late, as the date of its files says, {date}; if that is not when it was handed in, {say}"
            )),
            Dated::Platform => {
                let (last, before): (Vec<&Due>, Vec<&Due>) =
                    due.into_iter().partition(|due| due.with_grace == last);
                let over: Vec<&Due> = before.into_iter().filter(|due| is_over(due)).collect();
                let new = self.new_of(&over, kept)?;
                let last: Vec<&str> = last.iter().map(|due| &*due.lesson).collect();
                (!new.is_empty()).then(|| {
                    let (last, new) = (last.join(", "), new.join(", "));
                    format!("Canvas calls it in time, perhaps only for {last}; if {new} came too late, {say}")
                })
            }
            _ => None,
        })
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
        let repository = repository::of(clone);
        let mut doubts = Vec::new();
        // Clocks differ.
        if newest.made_at > Timestamp::now() + SignedDuration::from_hours(24) {
            let date = self.shown(newest.made_at);
            doubts.push(format!(
                "its newest commit has a date that is still to come, {date}"
            ));
        }
        doubts.extend(self.of_rebases(&repository, newest)?);
        if repository != clone {
            doubts.extend(self.of_files(clone)?);
        }
        for branch in submission::other_branches(&repository)? {
            doubts.extend(self.of_branch(&repository, &branch, newest)?);
        }
        Ok((!doubts.is_empty()).then(|| doubts.join("; ")))
    }

    /// A commit that is earlier than what was handed in without it, and was merged.
    pub(super) fn of_merges(&self, commits: &[Read]) -> Option<String> {
        let (merged, own): (Vec<&Read>, Vec<&Read>) = commits.iter().partition(|it| it.is_merged);
        let is_earlier = |read: &Read, work: &Work| {
            let same = own
                .iter()
                .filter(|it| works(&it.content).any(|it| it.digest == work.digest));
            let since = same.map(|read| read.made_at).min();
            let mut ends = self.ends(&work.lesson);
            ends.any(|end| read.made_at <= end && since.is_none_or(|since| since > end))
        };
        if !self.how.settings.late.is_costly() {
            return None;
        }
        merged.into_iter().find_map(|read| {
            let work = works(&read.content).find(|work| is_earlier(read, work))?;
            let (lesson, date) = (&work.lesson, self.shown(read.made_at));
            Some(format!(
                "in {lesson}, a commit of {date} counts that was merged later"
            ))
        })
    }

    /// A commit that would be earlier if it had not been made again.
    fn of_rebases(&self, repository: &Path, newest: &Newest) -> Result<Option<String>, Error> {
        let missed = self.missed(newest)?;
        let history = submission::history(repository, None)?;
        let is_over_one = |it: &&Commit| {
            let mut missed = missed.iter().map(|end| end.as_second());
            missed.any(|end| it.written <= end && end < it.seconds)
        };
        let commit = history.iter().find(is_over_one);
        Ok(commit.map(|it| {
            let [written, made] = [it.written, it.seconds]
                .map(|it| self.shown(Timestamp::from_second(it).unwrap_or(Timestamp::UNIX_EPOCH)));
            format!(
                "a commit of {written} was made again {made}, as by a rebase, and is later by that"
            )
        }))
    }

    /// The moments before which work that is checked out would have more points.
    fn missed(&self, newest: &Newest) -> Result<Vec<Timestamp>, Error> {
        let mut missed = Vec::new();
        for work in newest.works.iter().filter(|work| !work.files.is_empty()) {
            let since = self.gradebook.first_handed_in(self.person, work)?;
            let ends = self.ends(&work.lesson);
            missed.extend(ends.filter(|end| since.is_none_or(|since| since > *end)));
        }
        if !self.how.settings.late.is_costly() {
            missed.clear();
        }
        Ok(missed)
    }

    /// What is not committed.
    fn of_files(&self, clone: &Path) -> Result<Option<String>, Error> {
        let mut lessons = Vec::new();
        let content = reading::folder(self.how.course, clone)?;
        for work in works(&content) {
            let is_committed = self.gradebook.first_handed_in(self.person, work)?.is_some();
            if self.counts(work) && !is_committed && !self.is_committed_otherwise(work)? {
                lessons.push(&*work.lesson);
            }
        }
        let lessons = lessons.join(", ");
        Ok((!lessons.is_empty())
            .then(|| format!("in {lessons}, files are not as in its newest commit, which counts")))
    }

    /// Git may write other ends of lines.
    fn is_committed_otherwise(&self, work: &Work) -> Result<bool, Error> {
        let lessons = &self.how.course.lessons;
        let Some(lesson) = lessons.iter().find(|lesson| lesson.id == work.lesson) else {
            return Ok(false);
        };
        let mut files = work.files.clone();
        for content in files.values_mut() {
            content.retain(|byte| *byte != b'\r');
        }
        let work = Work::new(lesson, files)?;
        Ok(self
            .gradebook
            .first_handed_in(self.person, &work)?
            .is_some())
    }

    /// What a branch has that is not part of what is checked out: an earlier date, or other work that is not
    /// older.
    fn of_branch(
        &self,
        repository: &Path,
        branch: &Branch,
        newest: &Newest,
    ) -> Result<Option<String>, Error> {
        let Ok(at) = Timestamp::from_second(branch.seconds) else {
            return Ok(None);
        };
        let is_costly = self.how.settings.late.is_costly();
        let mut lessons = Vec::new();
        let content = reading::read(self.how.course, &branch.id, repository)?;
        for work in works(&content) {
            let ends: Vec<Timestamp> = self.ends(&work.lesson).collect();
            let is_earlier = |other: Option<Timestamp>| {
                let mut ends = ends.iter();
                is_costly && ends.any(|end| at <= *end && other.is_none_or(|other| other > *end))
            };
            let known = self.gradebook.first_handed_in(self.person, work)?;
            let is_doubtful = if known.is_some() {
                is_earlier(known)
            } else {
                let has_no_points = is_costly && ends.iter().max().is_some_and(|end| *end < at);
                is_earlier(self.since(newest, &work.lesson)?)
                    || !has_no_points && self.is_not_older(repository, branch, work, newest)?
            };
            if self.counts(work) && is_doubtful {
                lessons.push(&*work.lesson);
            }
        }
        let (lessons, branch) = (lessons.join(", "), harmless_name(&branch.name));
        Ok((!lessons.is_empty()).then(|| {
            format!("in {lessons}, its branch `{branch}` may be worth more than what is checked out, which counts")
        }))
    }

    /// Since when somebody has what is in the newest commit of a lesson; `None`: it has not begun.
    fn since(&self, newest: &Newest, lesson: &str) -> Result<Option<Timestamp>, Error> {
        let mut works = newest.works.iter();
        let begun = works.find(|work| work.lesson == lesson && !work.files.is_empty());
        let since = begun.map(|work| self.gradebook.first_handed_in(self.person, work));
        Ok(since.transpose()?.flatten())
    }

    /// Whether nothing of the lesson's answers has changed since a branch was left.
    fn is_not_older(
        &self,
        repository: &Path,
        branch: &Branch,
        work: &Work,
        newest: &Newest,
    ) -> Result<bool, Error> {
        let mut lessons = self.how.course.lessons.iter();
        let lesson = lessons.find(|it| it.id == work.lesson);
        let folder = lesson.map(Lesson::folder).unwrap_or_default();
        let works = newest.works.iter().filter(|it| it.lesson == work.lesson);
        let files = works.chain([work]).flat_map(|work| work.files.keys());
        let files: BTreeSet<PathBuf> = files.map(|file| Path::new(&folder).join(file)).collect();
        let changed = submission::last_change(repository, &files)?;
        Ok(changed.is_none_or(|seconds| branch.seconds >= seconds))
    }

    fn ends<'e>(&'e self, lesson: &'e str) -> impl Iterator<Item = Timestamp> + 'e {
        let ends = dates::ends(self.due, self.how.settings.late).into_iter();
        let ends = ends.filter(move |end| end.lesson == lesson);
        ends.map(|end| end.moment)
    }

    fn counts(&self, work: &Work) -> bool {
        self.how.settings.due.contains_key(&work.lesson)
    }

    fn shown(&self, moment: Timestamp) -> String {
        moment::shown(&moment::text(moment), &self.how.settings.time_zone)
    }
}

/// What has begun.
fn works(content: &Content) -> impl Iterator<Item = &Work> {
    let works = match content {
        Content::Works(works, _) => &works[..],
        Content::Unreadable(_) => &[],
    };
    works.iter().filter(|work| !work.files.is_empty())
}
