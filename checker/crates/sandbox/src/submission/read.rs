//! From what somebody handed in to the files that are graded.

use crate::submission::lesson_folders::{LessonFolders, Shape, Unclear};
use crate::submission::open::open;
use crate::submission::source::{NAMES, TIME};
use crate::submission::triage::{Lessons, Triage};
use course::document::harmless_name;
use course::error::Error;
use course::lesson::{Course, Lesson};
use course::submission::Submission;
use harness::deadline::Deadline;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    let mut opened = open(name, here, Deadline::after(TIME))?;
    let called = harmless_name(name);
    let refuse = |why: String| Error::Usage(format!("`{called}` cannot be graded: {why}"));
    let entries = opened.source.entries().map_err(refuse)?;
    if entries.len() > NAMES {
        return Err(refuse(format!("it has more than {NAMES} files")));
    }
    let mut triage = Triage::default();
    let files = triage.usable_files(entries);
    let names = files.keys().map(String::as_str);
    let folders =
        LessonFolders::find(course, names, only).map_err(|unclear| refuse(explained(&unclear)))?;
    let lessons = Lessons::read(course, &folders)?;
    let sorted = triage.sort(&lessons, &files, opened.source.as_mut());
    let sorted = sorted.map_err(refuse)?;
    let lesson = folders.single(course);
    let found = match (folders.shape, lesson) {
        (Shape::Lesson, Some(lesson)) => format!("with the files of {}", lesson.folder()),
        _ => match folders.folders.len() {
            1 => "with 1 lesson".to_owned(),
            count => format!("with {count} lessons"),
        },
    };
    Ok(Overlay {
        submission: Submission {
            name: called.clone(),
            found: format!("{} {found}", opened.what),
            taken: sorted.taken,
            dropped: sorted.dropped.files,
            more_dropped: sorted.dropped.more,
            rejected: sorted.rejected.files,
            more_rejected: sorted.rejected.more,
        },
        files: sorted.files,
        single: lesson.map(|lesson| lesson.number),
    })
}

fn explained(unclear: &Unclear) -> String {
    match unclear {
        Unclear::Nothing => "no file in it is one that a step asks for, such as \
                             lessons/01-config/src/url.rs"
            .to_owned(),
        Unclear::Several(lessons) => format!(
            "it may be the folder of {}; say which: grade {} --submission …",
            lessons.join(" or "),
            lessons.first().map_or("", String::as_str)
        ),
    }
}

#[cfg(test)]
mod tests;
