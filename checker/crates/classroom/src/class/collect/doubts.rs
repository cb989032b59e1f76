//! What is doubtful of what was handed in, in sentences without an end: it may cost somebody points, and only
//! the teacher knows better.

use crate::class::collect::reading::{self, Read};
use crate::class::collect::{matching, repository};
use crate::class::gradebook::{Content, Dated, Due, Kept};
use crate::class::moment;
use course::document::harmless_name;
use course::error::Error;
use course::lesson::Course;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sandbox::submission;
use std::path::Path;

/// A file that somebody handed in, and when it counts as handed in.
pub(super) struct Dating<'d> {
    pub(super) name: &'d str,
    pub(super) kept: Kept,
    pub(super) time_zone: &'d TimeZone,
}

impl Dating<'_> {
    /// What Canvas does not say of some lessons: since when they are late, and which it means that are not.
    pub(super) fn doubt(
        &self,
        lessons: &[String],
        due: &[Due],
        is_known: impl Fn(&str) -> Result<bool, Error>,
    ) -> Result<Option<String>, Error> {
        let date = self.kept.submitted_at;
        let due = due.iter().filter(|due| lessons.contains(&due.lesson));
        let (over, open): (Vec<&Due>, Vec<&Due>) = due.partition(|due| due.with_grace < date);
        match self.kept.dated {
            Dated::Files if !over.is_empty() => {
                let date = moment::shown(&moment::text(date), self.time_zone);
                let who = if matching::is_late(self.name) {
                    "as Canvas says; by how much,"
                } else {
                    "as"
                };
                Ok(Some(format!(
                    "it is late, {who} the date of its files says, {date}; if that is not when it was handed in, \
                     name it alone, with `--submitted WHEN`"
                )))
            }
            Dated::Platform if !open.is_empty() => of_another(&over, &open, is_known),
            _ => Ok(None),
        }
    }
}

/// Lessons that are over and come in time, with others.
fn of_another(
    over: &[&Due],
    open: &[&Due],
    is_known: impl Fn(&str) -> Result<bool, Error>,
) -> Result<Option<String>, Error> {
    let mut new = Vec::new();
    for due in over {
        if !is_known(&due.lesson)? {
            new.push(&*due.lesson);
        }
    }
    let open: Vec<&str> = open.iter().map(|due| &*due.lesson).collect();
    Ok((!new.is_empty()).then(|| {
        format!(
            "Canvas calls it in time, perhaps only for {}; if {} came too late, name it alone, with \
             `--submitted WHEN`",
            open.join(", "),
            new.join(", ")
        )
    }))
}

/// What a clone has beside the commits that count, or when they were not made.
pub(super) fn of_clone(
    course: &Course,
    clone: &Path,
    commits: &[Read],
    time_zone: &TimeZone,
) -> Result<Option<String>, Error> {
    let repository = repository::of(clone);
    let Some(newest) = commits.first() else {
        return Ok(None);
    };
    // Clocks differ.
    if newest.made_at > Timestamp::now() + SignedDuration::from_hours(24) {
        let date = moment::shown(&moment::text(newest.made_at), time_zone);
        let why = format!("its newest commit has a date that is still to come, {date}");
        return Ok(Some(why));
    }
    if repository != clone {
        let lessons = uncommitted(course, clone, newest)?;
        if !lessons.is_empty() {
            let lessons = lessons.join(", ");
            let why = format!("in {lessons}, files are not as in its newest commit, which counts");
            return Ok(Some(why));
        }
    }
    let branch = submission::newer_branch(&repository)?;
    Ok(branch.map(|branch| {
        let branch = harmless_name(&branch);
        format!("its branch `{branch}` is newer than what is checked out, which counts")
    }))
}

/// The lessons of which something else lies in a clone than is committed.
fn uncommitted(course: &Course, clone: &Path, newest: &Read) -> Result<Vec<String>, Error> {
    let Content::Works(committed, _) = &newest.content else {
        return Ok(Vec::new());
    };
    let Content::Works(beside, _) = reading::folder(course, clone)? else {
        return Ok(Vec::new());
    };
    let is_committed = |digest: &str| committed.iter().any(|work| work.digest == digest);
    let others = beside.into_iter();
    let others = others.filter(|work| !work.files.is_empty() && !is_committed(&work.digest));
    Ok(others.map(|work| work.lesson).collect())
}
