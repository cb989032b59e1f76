//! Collects what was handed in: finds it, sees whose it is, and keeps it in the gradebook. Nothing
//! is unpacked or checked out that was not there before, except a platform's download.

mod download;
mod found;
mod matching;
mod repositories;

use crate::class::gradebook::{Content, Gradebook, Submission};
use crate::class::work::Work;
use course::error::Error;
use course::lesson::Course;
use course::submission::IgnoredFile;
use found::{Found, Kind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use matching::Matcher;
use sandbox::submission::{self, Commit};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

pub(crate) use matching::Person;

/// How to collect.
#[derive(Debug)]
pub(super) struct Collecting<'c> {
    pub(super) course: &'c Course,
    pub(super) time_zone: &'c TimeZone,
    /// When everything that is new was handed in, if files do not tell.
    pub(super) submitted_at: Option<Timestamp>,
    /// Where the clones of a list may lie.
    pub(super) clones: &'c Path,
    /// What to take of each clone, such as `submit` or `origin/main`.
    pub(super) commit: Option<&'c str>,
}

/// What became of what was found.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) new: usize,
    pub(super) as_before: usize,
    /// Names that are nobody's, each with the reason.
    pub(super) unmatched: Vec<(String, String)>,
    /// The logins of those whose work cannot be read, each with the reason.
    pub(super) unreadable: Vec<(String, String)>,
}

/// Collects what lies in a folder, in a platform's download, or in the clones of a list.
pub(super) fn collect(
    gradebook: &mut Gradebook,
    place: &Path,
    how: &Collecting<'_>,
) -> Result<Collected, Error> {
    let mut collected = Collected::default();
    if place.is_dir() {
        let found = found::in_folder(place)?;
        take(gradebook, place, found, how, &mut collected)?;
    } else if place.is_file() && !is_archive(place)? {
        let reading = Error::while_doing(format!("read {}", place.display()));
        let list = fs::read(place).map_err(reading)?;
        let refuse = |why| Error::Usage(format!("{}: {why}", place.display()));
        let clones = how.clones;
        let found = repositories::in_list(place, &list, clones).map_err(refuse)?;
        take(gradebook, clones, found, how, &mut collected)?;
    } else if place.is_file() {
        let folder = download::unpack(place, how.time_zone)?;
        let found = found::in_folder(folder.path())?;
        take(gradebook, folder.path(), found, how, &mut collected)?;
    } else {
        let place = place.display();
        return Err(Error::Usage(format!("there is no folder or file {place}")));
    }
    Ok(collected)
}

/// Whether a file is a ZIP file, and no list.
fn is_archive(file: &Path) -> Result<bool, Error> {
    let reading = || Error::while_doing(format!("read {}", file.display()));
    let mut start = Vec::new();
    let opened = File::open(file).map_err(reading())?;
    opened.take(2).read_to_end(&mut start).map_err(reading())?;
    Ok(start == b"PK")
}

fn take(
    gradebook: &mut Gradebook,
    place: &Path,
    found: Vec<Found>,
    how: &Collecting<'_>,
    collected: &mut Collected,
) -> Result<(), Error> {
    let people = gradebook.people()?;
    let matcher = Matcher::new(&people);
    for found in found {
        let id = match matcher.person(&found.name) {
            Ok(id) => id,
            Err(why) => {
                collected.unmatched.push((found.name, why.to_owned()));
                continue;
            }
        };
        let Some(person) = people.iter().find(|person| person.id == id) else {
            continue;
        };
        for submission in submissions(gradebook, place, &found, person, how)? {
            if let Content::Unreadable(why) = &submission.content {
                let login = person.login.clone();
                collected.unreadable.push((login, why.clone()));
            }
            if gradebook.keep(&submission)? {
                collected.new += 1;
            } else {
                collected.as_before += 1;
            }
        }
    }
    Ok(())
}

/// What somebody handed in: once, or, in a clone, at several moments.
fn submissions(
    gradebook: &Gradebook,
    place: &Path,
    found: &Found,
    person: &Person,
    how: &Collecting<'_>,
) -> Result<Vec<Submission>, Error> {
    let source = found.path.strip_prefix(place).unwrap_or(&found.path);
    let source = source.display().to_string();
    if found.kind == Kind::Files {
        let submitted_at = match how.submitted_at {
            Some(moment) => moment,
            None => found::left_at(&found.path)?,
        };
        let content = read(how.course, &found.path.to_string_lossy(), place)?;
        return Ok(vec![Submission {
            person: person.id,
            source,
            submitted_at,
            content,
        }]);
    }
    let history = submission::history(&found.path, how.commit);
    let due = gradebook.due(person.id)?;
    let mut submissions = Vec::new();
    for commit in chosen(&history, &due) {
        let made = Timestamp::from_second(commit.seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        submissions.push(Submission {
            person: person.id,
            source: format!("{source}@{}", &commit.id[..10.min(commit.id.len())]),
            submitted_at: how.submitted_at.unwrap_or(made),
            content: read(how.course, &commit.id, &found.path)?,
        });
    }
    if submissions.is_empty() {
        let named = how.commit.unwrap_or("HEAD");
        let why = if found.path.is_dir() {
            format!("the clone has no commit `{named}`")
        } else {
            format!(
                "there is no clone {}; make one, or name its folder",
                found.path.display()
            )
        };
        submissions.push(Submission {
            person: person.id,
            source,
            submitted_at: how.submitted_at.unwrap_or_else(Timestamp::now),
            content: Content::Unreadable(why),
        });
    }
    Ok(submissions)
}

/// The newest commit of all, and the newest before each moment at which something is due.
fn chosen<'h>(history: &'h [Commit], due: &[Timestamp]) -> Vec<&'h Commit> {
    let before = |due: &Timestamp| {
        let mut commits = history.iter();
        commits.find(|commit| commit.seconds <= due.as_second())
    };
    let commits = history
        .first()
        .into_iter()
        .chain(due.iter().filter_map(before));
    let mut ids = BTreeSet::new();
    commits.filter(|commit| ids.insert(&commit.id)).collect()
}

/// Reads a submission. What is wrong with it is no error.
fn read(course: &Course, name: &str, here: &Path) -> Result<Content, Error> {
    let overlay = match submission::read(course, name, here, None) {
        Ok(overlay) => overlay,
        Err(Error::Usage(why)) => return Ok(Content::Unreadable(why)),
        Err(error @ Error::Environment { .. }) => {
            return Ok(Content::Unreadable(error.to_string()));
        }
        Err(error) => return Err(error),
    };
    let mut works = Vec::new();
    for (number, files) in overlay.files {
        let lesson = course.lessons.iter().find(|lesson| lesson.number == number);
        if let Some(lesson) = lesson {
            works.push(Work::new(lesson, files)?);
        }
    }
    let submission = overlay.submission;
    let left_out = submission.dropped.into_iter().chain(submission.rejected);
    let left_out = left_out.map(|IgnoredFile { path, why }| (path, why));
    let left_out: Vec<(String, String)> = left_out.collect();
    Ok(match (&works[..], &left_out[..]) {
        ([], [(path, why), ..]) => Content::Unreadable(format!("nothing counts; {path}: {why}")),
        _ => Content::Works(works, left_out),
    })
}
