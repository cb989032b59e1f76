//! From what somebody handed in to the files that are graded.

use crate::submission::lesson_folders::{LessonFolders, Shape, Unclear};
use crate::submission::names::reported;
use crate::submission::open::open;
use crate::submission::source::{NAMES, TIME};
use crate::submission::triage::{Lessons, Names, Triage};
use course::document::harmless_name;
use course::error::Error;
use course::lesson::{Course, Lesson};
use course::submission::Submission;
use harness::deadline::Deadline;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// So many names of files are said.
const SHOWN: usize = 3;

/// What is graded of a submission.
#[derive(Debug)]
pub struct Overlay {
    /// What was found, and what was made of it.
    pub submission: Submission,
    /// The files that are graded, by lesson and by path from the lesson's folder.
    pub files: BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>>,
    /// The lesson whose folder was handed in, if it was one alone.
    pub single: Option<u32>,
}

/// Reads the submission that `name` means: a path from the folder `here`, or else a commit
/// of the git repository there. `only` is the one lesson that was asked for, if it was one.
pub fn read(
    course: &Course,
    name: &str,
    here: &Path,
    only: Option<&Lesson>,
) -> Result<Overlay, Error> {
    let refuse = |why| Error::Usage(format!("`{}` cannot be graded: {why}", harmless_name(name)));
    examine(course, name, here, only)?.map_err(refuse)
}

/// The same, for many: what is wrong with one submission is no error, but a part of a sentence: it
/// cannot be graded because …
pub fn examine(
    course: &Course,
    name: &str,
    here: &Path,
    only: Option<&Lesson>,
) -> Result<Result<Overlay, String>, Error> {
    let mut opened = match open(name, here, Deadline::after(TIME))? {
        Ok(opened) => opened,
        Err(why) => return Ok(Err(why)),
    };
    let entries = match opened.source.entries() {
        Ok(entries) if entries.len() > NAMES => {
            return Ok(Err(format!("it has more than {NAMES} files")));
        }
        Ok(entries) => entries,
        Err(why) => return Ok(Err(why)),
    };
    let is_empty = entries.is_empty();
    let mut triage = Triage::default();
    let files = triage.usable_files(entries);
    let names = files.keys().map(String::as_str);
    let folders = match LessonFolders::find(course, names, only) {
        Ok(folders) => folders,
        Err(Unclear::Nothing) if is_empty => return Ok(Err(empty(opened.what).to_owned())),
        Err(unclear) => return Ok(Err(explained(&unclear, &files))),
    };
    let lessons = Lessons::read(course, &folders)?;
    let sorted = match triage.sort(&lessons, &files, opened.source.as_mut()) {
        Ok(sorted) => sorted,
        Err(why) => return Ok(Err(why)),
    };
    let found = found(course, &folders, opened.what);
    Ok(Ok(Overlay {
        submission: Submission {
            name: harmless_name(name),
            found,
            taken: sorted.taken,
            dropped: sorted.dropped.files,
            more_dropped: sorted.dropped.more,
            rejected: sorted.rejected.files,
            more_rejected: sorted.rejected.more,
        },
        files: sorted.files,
        single: folders.single(course).map(|lesson| lesson.number),
    }))
}

/// Such as `a ZIP file with 3 lessons`.
fn found(course: &Course, folders: &LessonFolders, what: &str) -> String {
    match (folders.shape, folders.single(course)) {
        (Shape::Lesson, Some(lesson)) => format!("{what} with the files of {}", lesson.folder()),
        _ => match folders.folders.len() {
            1 => format!("{what} with 1 lesson"),
            count => format!("{what} with {count} lessons"),
        },
    }
}

fn empty(what: &str) -> &'static str {
    match what {
        "a folder" => "the folder is empty",
        "a commit" => "the commit has no files",
        _ => "the archive is empty",
    }
}

fn explained(unclear: &Unclear, files: &Names) -> String {
    match unclear {
        Unclear::Nothing => format!(
            "no file in it is one that a step asks for, such as lessons/01-config/src/url.rs{}",
            some_of(files)
        ),
        Unclear::Several(lessons) => format!(
            "it may be the folder of {}; say which: grade {} --submission …",
            lessons.join(" or "),
            lessons.first().map_or("", String::as_str)
        ),
    }
}

/// What there is instead: a few names.
fn some_of(files: &Names) -> String {
    let names: Vec<String> = files.keys().take(SHOWN).map(|it| reported(it)).collect();
    match (names.len(), files.len() - names.len()) {
        (0, _) => String::new(),
        (_, 0) => format!("; it has {}", names.join(", ")),
        (_, more) => format!("; it has {} and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests;
