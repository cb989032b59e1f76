//! What is in something that was handed in.

use crate::class::collect::found::{self, Found};
use crate::class::gradebook::{Content, Due};
use crate::class::work::Work;
use course::error::Error;
use course::lesson::Course;
use course::submission::IgnoredFile;
use jiff::Timestamp;
use sandbox::submission::{self, Commit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{self, Path, PathBuf};

/// A commit of a clone.
pub(super) struct Read {
    pub(super) commit: String,
    pub(super) made_at: Timestamp,
    pub(super) content: Content,
}

/// The files of a folder or an archive, or of the archives in a folder: platforms take several.
pub(super) fn files(course: &Course, found: &Found) -> Result<Content, Error> {
    let path = path::absolute(&found.path).unwrap_or_else(|_| found.path.clone());
    let content = file(course, &path)?;
    let archives = match &content {
        Content::Unreadable(_) if path.is_dir() => found::archives_in(&path)?,
        _ => Vec::new(),
    };
    if archives.is_empty() {
        return Ok(content);
    }
    of_archives(course, &archives)
}

fn file(course: &Course, path: &Path) -> Result<Content, Error> {
    read(course, &path.to_string_lossy(), Path::new("."))
}

/// What is in several archives, the oldest first: of a lesson the newest work counts that has begun.
fn of_archives(course: &Course, archives: &[PathBuf]) -> Result<Content, Error> {
    let (mut works, mut left_out) = (BTreeMap::new(), Vec::new());
    for archive in archives {
        let name = archive.file_name().unwrap_or_default().to_string_lossy();
        match file(course, archive)? {
            Content::Works(all, others) => {
                let (begun, rest): (Vec<Work>, Vec<Work>) =
                    all.into_iter().partition(|work| !work.files.is_empty());
                works.extend(begun.into_iter().map(|it| (it.lesson.clone(), it)));
                for work in rest {
                    works.entry(work.lesson.clone()).or_insert(work);
                }
                let others = others.into_iter();
                left_out.extend(others.map(|(path, why)| (format!("{name}: {path}"), why)));
            }
            Content::Unreadable(why) => left_out.push((name.into_owned(), why)),
        }
    }
    match &left_out[..] {
        [(name, why), ..] if works.is_empty() => Ok(Content::Unreadable(format!("{name}: {why}"))),
        _ => Ok(Content::Works(works.into_values().collect(), left_out)),
    }
}

/// What counts of a clone: the newest commit of all, and the newest before each moment at which
/// something is due.
pub(super) fn commits(
    course: &Course,
    clone: &Path,
    commit: Option<&str>,
    due: &[Due],
) -> Result<Vec<Read>, Error> {
    let history = submission::history(clone, commit);
    let commits = chosen(&history, due).into_iter().map(|commit| {
        let made = Timestamp::from_second(commit.seconds);
        Ok(Read {
            commit: commit.id[..10.min(commit.id.len())].to_owned(),
            made_at: made.unwrap_or(Timestamp::UNIX_EPOCH),
            content: read(course, &commit.id, clone)?,
        })
    });
    commits.collect()
}

fn chosen<'h>(history: &'h [Commit], due: &[Due]) -> Vec<&'h Commit> {
    let before = |due: &Due| {
        let mut commits = history.iter();
        commits.find(|commit| commit.seconds <= due.with_grace.as_second())
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
    let overlay = match submission::examine(course, name, here, None) {
        Ok(Ok(overlay)) => overlay,
        Ok(Err(why)) | Err(Error::Usage(why)) => return Ok(Content::Unreadable(why)),
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
