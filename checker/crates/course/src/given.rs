//! The files of a lesson as students get them, and which of them students may change.

use crate::error::Error;
use crate::files::files_below;
use crate::lesson::{Course, Lesson, Step};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The places of given files. Anything else in a solution is its own: its manifest, its tests,
/// a database that somebody made.
const GIVEN: [&str; 3] = ["src", "migrations", "build.rs"];

/// All files of a lesson as they were given, without its manifest and README, of which there
/// is only one copy.
pub fn of_lesson(course: &Course, lesson: &Lesson) -> Result<Given, Error> {
    let steps: Vec<&Step> = lesson.steps.iter().collect();
    let mut files = of_steps(lesson, &steps)?;
    let solution = course.root.join("solutions").join(lesson.folder());
    for name in files_below(&solution)? {
        // Given code is the same in the lesson and in its solution; the proof holds that.
        let is_given = GIVEN.iter().any(|place| name.starts_with(place));
        let is_students = name.to_str().is_some_and(|name| is_students(lesson, name));
        if is_given && !is_students {
            let given = read(&solution.join(&name))?;
            files.insert(name, given);
        }
    }
    Ok(files)
}

/// Given files by their paths from the lesson's folder; `None` for a file that an answer adds.
pub type Given = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// The files of these steps as they were given.
pub fn of_steps(lesson: &Lesson, steps: &[&Step]) -> Result<Given, Error> {
    let mut files = Given::new();
    for step in steps {
        let stub = lesson.dir.join("stub").join(&step.file);
        let given = read(&stub)?.ok_or_else(|| Error::course(&stub, "there is no stub"))?;
        files.insert((&step.file).into(), Some(given));
        files.extend(step.adds.iter().map(|name| (name.into(), None)));
    }
    Ok(files)
}

/// Whether students may write `file`, a path from the lesson's folder.
pub fn is_students(lesson: &Lesson, file: &str) -> bool {
    let is_of_step = lesson
        .steps
        .iter()
        .any(|step| step.file == file || step.adds.iter().any(|added| added == file));
    is_of_step || lesson.student.iter().any(|pattern| matches(pattern, file))
}

/// Whether a path matches a pattern, in which one `*` stands for any part of a file name.
fn matches(pattern: &str, file: &str) -> bool {
    let Some((start, end)) = pattern.split_once('*') else {
        return pattern == file;
    };
    let middle = file
        .strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(end));
    middle.is_some_and(|middle| !middle.is_empty() && !middle.contains('/'))
}

/// The content of a file, or `None` if it does not exist.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(Error::while_doing(format!("read {}", path.display()))(
            error,
        )),
    }
}
