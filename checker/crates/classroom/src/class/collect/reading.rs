//! What is in something that was handed in.

use crate::class::collect::dates::End;
use crate::class::collect::found::{self, Found};
use crate::class::collect::repository;
use crate::class::gradebook::Content;
use crate::class::work::Work;
use course::error::Error;
use course::lesson::Course;
use course::submission::IgnoredFile;
use jiff::Timestamp;
use sandbox::submission::{self, Commit};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{self, Path};

/// So many branches count at a moment, and so many commits in all: nobody works in more.
const BRANCHES: usize = 8;
const COMMITS: usize = 400;

/// A commit of a clone.
pub(super) struct Read {
    pub(super) commit: String,
    pub(super) made_at: Timestamp,
    /// Whether it came with a merge, from another machine or from somebody else.
    pub(super) is_merged: bool,
    pub(super) content: Content,
}

impl Read {
    /// Whether git has not all of it: that is no answer of the student's.
    pub(super) fn is_incomplete(&self) -> bool {
        match &self.content {
            Content::Works(_, left_out) => {
                left_out.iter().any(|(_, why)| why == submission::MISSING)
            }
            Content::Unreadable(why) => why == submission::BROKEN,
        }
    }
}

/// The files of a folder or an archive. Somebody may put archives into a folder, and platforms take
/// several.
pub(super) fn files(course: &Course, found: &Found) -> Result<Content, Error> {
    let path = path::absolute(&found.path).unwrap_or_else(|_| found.path.clone());
    let whole = folder(course, &path)?;
    let archives = found::archives_below(&path);
    if archives.is_empty() {
        return Ok(whole);
    }
    let mut all = Collection::default();
    for archive in archives {
        let name = archive.strip_prefix(&path).unwrap_or(&archive);
        all.add(&name.display().to_string(), folder(course, &archive)?);
    }
    Ok(all.with(whole))
}

/// What lies in a folder, or is in one archive: `path` is absolute.
pub(super) fn folder(course: &Course, path: &Path) -> Result<Content, Error> {
    read(course, &path.to_string_lossy(), Path::new("."))
}

/// What is in several archives: of a lesson the last work counts that has begun.
#[derive(Default)]
struct Collection {
    works: BTreeMap<String, Work>,
    left_out: Vec<(String, String)>,
}

impl Collection {
    fn add(&mut self, archive: &str, content: Content) {
        match content {
            Content::Works(works, _) => self.put(works),
            Content::Unreadable(why) => self.left_out.push((archive.to_owned(), why)),
        }
    }

    fn put(&mut self, works: Vec<Work>) {
        let (begun, rest): (Vec<Work>, Vec<Work>) =
            works.into_iter().partition(|work| !work.files.is_empty());
        let begun = begun.into_iter();
        self.works.extend(begun.map(|it| (it.lesson.clone(), it)));
        for work in rest {
            self.works.entry(work.lesson.clone()).or_insert(work);
        }
    }

    /// Together with what lies beside the archives, which counts first.
    fn with(mut self, whole: Content) -> Content {
        match whole {
            Content::Works(works, left_out) => {
                self.put(works);
                self.left_out.extend(left_out);
            }
            Content::Unreadable(why) if self.works.is_empty() => {
                let why = match &self.left_out[..] {
                    [(archive, why), ..] => format!("{archive}: {why}"),
                    [] => why,
                };
                return Content::Unreadable(why);
            }
            Content::Unreadable(_) => {}
        }
        Content::Works(self.works.into_values().collect(), self.left_out)
    }
}

/// What counts of a clone: what is checked out first, or named; and of each lesson, the newest commits before
/// its ends.
pub(super) fn commits(
    course: &Course,
    clone: &Path,
    commit: Option<&str>,
    ends: &[End<'_>],
) -> Result<Vec<Read>, Error> {
    let repository = repository::of(clone);
    let history = submission::history(&repository, commit)?;
    let own = own_line(&history);
    let commits = chosen(&history, ends).into_iter().map(|chosen| {
        let Chosen { commit, lessons } = chosen;
        let made_at = Timestamp::from_second(commit.seconds);
        let mut content = read(course, &commit.id, &repository)?;
        if let (Some(lessons), Content::Works(works, _)) = (lessons, &mut content) {
            works.retain(|work| lessons.contains(&*work.lesson));
        }
        Ok(Read {
            commit: commit.id[..10.min(commit.id.len())].to_owned(),
            made_at: made_at.unwrap_or(Timestamp::UNIX_EPOCH),
            is_merged: !own.contains(&*commit.id),
            content,
        })
    });
    commits.collect()
}

/// The ids of the newest commit and of the first parents before it: what was merged is not among them.
fn own_line(history: &[Commit]) -> HashSet<&str> {
    let by_id: HashMap<&str, &Commit> = history.iter().map(|it| (&*it.id, it)).collect();
    let mut own = HashSet::new();
    let mut next = history.first();
    while let Some(commit) = next.filter(|it| own.insert(&*it.id)) {
        next = commit
            .parents
            .first()
            .and_then(|id| by_id.get(&**id).copied());
    }
    own
}

/// A commit that counts.
struct Chosen<'c> {
    commit: &'c Commit,
    /// The lessons for which it does; `None`: all.
    lessons: Option<BTreeSet<&'c str>>,
}

/// Of merged branches each counts as it was at a moment: it may have been handed in from another machine, or
/// not at all.
fn chosen<'c>(history: &'c [Commit], ends: &[End<'c>]) -> Vec<Chosen<'c>> {
    let newest = history.iter().take(1).map(|commit| Chosen {
        commit,
        lessons: None,
    });
    let mut all: Vec<Chosen<'c>> = newest.collect();
    let mut places: HashMap<&str, usize> = all.iter().map(|it| (&*it.commit.id, 0)).collect();
    for end in ends {
        for commit in tips(history, end.moment) {
            let place = *places.entry(&commit.id).or_insert(all.len());
            if place == all.len() && place < COMMITS {
                let lessons = Some(BTreeSet::new());
                all.push(Chosen { commit, lessons });
            }
            let lessons = all.get_mut(place).and_then(|it| it.lessons.as_mut());
            lessons.map(|lessons| lessons.insert(end.lesson));
        }
    }
    all
}

/// The newest commits of all branches before a moment: those that no other one follows by then.
fn tips(history: &[Commit], moment: Timestamp) -> impl Iterator<Item = &Commit> {
    let before = history.iter();
    let before = before.filter(move |commit| commit.seconds <= moment.as_second());
    let followed: HashSet<&str> = before
        .clone()
        .flat_map(|commit| commit.parents.iter().map(String::as_str))
        .collect();
    let tips = before.filter(move |commit| !followed.contains(&*commit.id));
    tips.take(BRANCHES)
}

/// Reads a submission. What is wrong with it is no error.
pub(super) fn read(course: &Course, name: &str, here: &Path) -> Result<Content, Error> {
    let overlay = match submission::examine(course, name, here, None) {
        Ok(Ok(overlay)) => overlay,
        Ok(Err(why)) | Err(Error::Usage(why)) => return Ok(Content::Unreadable(why)),
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
