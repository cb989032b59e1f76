//! What a reset would change: the files of a lesson as they are beside what was given.

use course::error::Error;
use course::files::files_below;
use course::given::{Given, of_lesson, of_steps, read};
use course::lesson::{Course, Lesson, Step};
use std::path::{Path, PathBuf};

/// A file that is not as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileChange {
    /// Its path from the course's folder, such as `lessons/01-config/src/url.rs`.
    pub(super) path: PathBuf,
    /// What it contains now; `None` if there is no such file.
    pub(super) now: Option<Vec<u8>>,
    /// What it contained; `None` if there was no such file.
    pub(super) given: Option<Vec<u8>>,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It gets back the text that was given.
    PutBack,
    /// It was missing, and is created.
    Restored,
    /// It was not given, and is removed.
    Removed,
}

/// What differs in a lesson from what was given.
#[derive(Debug, Default)]
pub(super) struct FileChanges {
    /// The files to put back.
    pub(super) files: Vec<FileChange>,
    /// Files that the course does not know, by their paths from the lesson's folder.
    pub(super) unknown: Vec<PathBuf>,
}

impl FileChange {
    pub(super) fn effect(&self) -> Effect {
        match (&self.now, &self.given) {
            (_, None) => Effect::Removed,
            (None, _) => Effect::Restored,
            _ => Effect::PutBack,
        }
    }
}

impl FileChanges {
    /// Compares the files of one step.
    pub(super) fn of_step(course: &Course, lesson: &Lesson, step: &Step) -> Result<Self, Error> {
        compare(course, lesson, &of_steps(lesson, &[step])?)
    }

    /// Compares all files of a lesson but its manifest and its README: the course has no
    /// second copy of those.
    pub(super) fn of_lesson(course: &Course, lesson: &Lesson) -> Result<Self, Error> {
        let files = of_lesson(course, lesson)?;
        let mut changes = compare(course, lesson, &files)?;
        let without_copy = ["Cargo.toml", "README.md"].map(Path::new);
        let is_known =
            |name: &PathBuf| files.contains_key(name) || without_copy.contains(&name.as_path());
        changes.unknown = files_below(&folder(course, lesson))?;
        changes.unknown.retain(|name| !is_known(name));
        Ok(changes)
    }
}

fn compare(course: &Course, lesson: &Lesson, files: &Given) -> Result<FileChanges, Error> {
    let mut changes = FileChanges::default();
    for (name, given) in files {
        let now = read(&folder(course, lesson).join(name))?;
        if now != *given {
            let path = Path::new("lessons").join(lesson.folder()).join(name);
            let given = given.clone();
            changes.files.push(FileChange { path, now, given });
        }
    }
    Ok(changes)
}

fn folder(course: &Course, lesson: &Lesson) -> PathBuf {
    course.root.join("lessons").join(lesson.folder())
}
