//! The files of a lesson that people read: its README, the speaker notes and the solution.

use crate::document::harmless;
use crate::error::Error;
use crate::lesson::{Course, Lesson, Step};
use std::fs;
use std::path::PathBuf;

/// The README of a lesson. `None` if it cannot be read: it is in `lessons/`, where students
/// may do as they like.
pub fn readme(course: &Course, lesson: &Lesson) -> Option<String> {
    let folder = course.root.join("lessons").join(lesson.folder());
    let text = fs::read(folder.join("README.md")).ok()?;
    Some(harmless(&String::from_utf8_lossy(&text)))
}

/// The path of the speaker notes of a lesson.
pub fn notes_path(course: &Course, lesson: &Lesson) -> PathBuf {
    let folder = course.root.join("solutions").join(lesson.folder());
    folder.join("NOTES.md")
}

/// The speaker notes of a lesson. `None` if it has none.
pub fn notes(course: &Course, lesson: &Lesson) -> Option<String> {
    let text = fs::read(notes_path(course, lesson)).ok()?;
    Some(harmless(&String::from_utf8_lossy(&text)))
}

/// The files in which the solution answers a step: name and text of each.
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
