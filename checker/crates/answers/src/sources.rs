//! Where the files of an answer come from.

use crate::patch::Files;
use course::error::Error;
use course::expected::{file_stem, files_of, is_of, mistake_file};
use course::files::files_below;
use course::lesson::{Course, Lesson, Variant};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a lesson's solution.
pub fn solution(course: &Course, lesson: &Lesson) -> Result<Files, Error> {
    let folder = course.root.join(Variant::Solution.folder());
    let folder = folder.join(lesson.folder());
    if !folder.is_dir() {
        return Err(Error::course(&folder, "there is no solution"));
    }
    read(&folder)
}

/// The files of a solution with the stubs in it, as a student gets them.
pub fn stub(lesson: &Lesson, solution: &Files) -> Result<Files, Error> {
    let mut files = solution.clone();
    // Files that an answer adds are not there yet.
    let added = lesson.steps.iter().flat_map(|step| &step.adds);
    for name in added {
        files.remove(Path::new(name));
    }
    files.extend(read(&lesson.dir.join("stub"))?);
    Ok(files)
}

/// The file of a known mistake, such as `connect.typo`.
pub fn mistake_path(lesson: &Lesson, id: &str) -> PathBuf {
    lesson.dir.join("mistakes").join(format!("{id}.snap"))
}

/// A known mistake.
#[derive(Debug, Clone)]
pub struct KnownMistake {
    /// Its id, such as `connect.typo`.
    pub id: String,
    /// Its patch of the solution.
    pub patch: String,
}

/// The known mistakes of a step, by its id.
pub fn mistakes(lesson: &Lesson, step: &str) -> Result<Vec<KnownMistake>, Error> {
    let paths = files_of(&lesson.dir.join("mistakes"), "snap")?;
    let own = paths.iter().filter(|path| is_of(path, step));
    own.map(|path| {
        Ok(KnownMistake {
            id: file_stem(path),
            patch: mistake_file(path)?.patch,
        })
    })
    .collect()
}

/// The text files of a crate, without prose. A database that its tool has left is not text.
fn read(folder: &Path) -> Result<Files, Error> {
    let mut files = Files::new();
    for name in files_below(folder)? {
        let is_prose = name.extension().is_some_and(|it| it == "md");
        if let (false, Ok(text)) = (is_prose, fs::read_to_string(folder.join(&name))) {
            files.insert(name, text);
        }
    }
    Ok(files)
}
