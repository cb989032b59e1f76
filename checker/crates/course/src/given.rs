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

/// Whether `folder` holds a lesson as it was given, byte for byte: nobody has begun it. Nothing
/// else lies where its code and its migrations are. What cannot be read counts as begun.
pub fn is_untouched(course: &Course, lesson: &Lesson, folder: &Path) -> bool {
    let Ok(given) = of_lesson(course, lesson) else {
        return false;
    };
    let has_only_given = |place: &&str| {
        let found = files_below(&folder.join(place));
        let is_given = |name: &PathBuf| given.contains_key(&Path::new(place).join(name));
        found.is_ok_and(|found| found.iter().all(is_given))
    };
    GIVEN.iter().all(has_only_given) && are_as_given(&given, folder)
}

/// Whether the files of a step are as they were given. What cannot be read counts as begun.
pub fn is_step_untouched(lesson: &Lesson, step: &Step, folder: &Path) -> bool {
    of_steps(lesson, &[step]).is_ok_and(|given| are_as_given(&given, folder))
}

fn are_as_given(given: &Given, folder: &Path) -> bool {
    given
        .iter()
        .all(|(name, content)| read(&folder.join(name)).is_ok_and(|found| found == *content))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    /// Everything that makes a difference, tried one after the other on a copy of lesson 5.
    #[test]
    fn a_lesson_is_untouched_until_a_byte_differs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3);
        let course = catalogue::read(root.expect("the workspace")).expect("a readable course");
        let lesson = &course.lessons[4];
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, content: &[u8]| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, content).expect("a file");
        };
        for (name, content) in of_lesson(&course, lesson).expect("what was given") {
            if let Some(content) = content {
                write(name.to_str().expect("a name"), &content);
            }
        }
        let is_untouched = || is_untouched(&course, lesson, folder.path());
        let step = |file| lesson.steps.iter().find(|step| step.file == file);
        let load = step("src/load.rs").expect("a step");
        let is_load_untouched = || is_step_untouched(lesson, load, folder.path());
        assert!(is_untouched());
        // Notes and manifests are no answers.
        write("notes.md", b"Read the lesson.");
        assert!(is_untouched());
        for name in ["src/load.rs", "src/lib.rs"] {
            let given = fs::read(folder.path().join(name)).expect("a file");
            write(name, &[&*given, b"\n"].concat());
            assert!(!is_untouched(), "{name}");
            assert_eq!(is_load_untouched(), name != load.file, "{name}");
            write(name, &given);
        }
        for name in [
            "src/help.rs",
            "migrations/V1__create_users.sql",
            "migrations/V3__more.sql",
        ] {
            write(name, b"");
            assert!(!is_untouched(), "{name}");
            fs::remove_file(folder.path().join(name)).expect("a file");
        }
        assert!(is_untouched());
        fs::remove_file(folder.path().join("src/load.rs")).expect("a file");
        assert!(!is_untouched());
    }
}
