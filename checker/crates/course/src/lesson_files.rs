//! Reads what a lesson is made of, besides how it is graded.

use crate::document::harmless;
use crate::error::Error;
use crate::lesson::{Course, Lesson, Step};
use std::fs;
use std::path::{Path, PathBuf};

/// The text of a lesson. None if it cannot be read: it lies in `lessons/`, which is the
/// student's.
pub fn readme(course: &Course, lesson: &Lesson) -> Option<String> {
    let folder = course.root.join("lessons").join(lesson.folder());
    let text = fs::read(folder.join("README.md")).ok()?;
    Some(harmless(&String::from_utf8_lossy(&text)))
}

/// Where the speaker notes of a lesson are.
pub fn notes_path(course: &Course, lesson: &Lesson) -> PathBuf {
    let folder = course.root.join("solutions").join(lesson.folder());
    folder.join("NOTES.md")
}

/// The speaker notes of a lesson. None if there are none.
pub fn notes(course: &Course, lesson: &Lesson) -> Option<String> {
    let text = fs::read(notes_path(course, lesson)).ok()?;
    Some(harmless(&String::from_utf8_lossy(&text)))
}

/// The files with which the solution answers a step: each with its name and its text.
pub fn solution(
    course: &Course,
    lesson: &Lesson,
    step: &Step,
) -> Result<Vec<(String, String)>, Error> {
    let folder = course.root.join("solutions").join(lesson.folder());
    let names = std::iter::once(&step.file).chain(&step.adds);
    let files = names.map(|name| {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
        Ok((name.clone(), text))
    });
    files.collect()
}

/// The files of a folder and of the folders in it, with their paths from there, sorted. No
/// folder: no files. What cargo has compiled is left out.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop().filter(|next| next.is_dir()) {
        let reading = || Error::while_doing(format!("read {}", next.display()));
        for entry in fs::read_dir(&next).map_err(reading())? {
            let entry = entry.map_err(reading())?;
            // A link to a folder may lead anywhere, even back.
            let is_folder = entry.file_type().map_err(reading())?.is_dir();
            if is_folder && entry.file_name() != "target" {
                folders.push(entry.path());
            } else if !is_folder && let Ok(path) = entry.path().strip_prefix(folder) {
                files.push(path.to_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}
