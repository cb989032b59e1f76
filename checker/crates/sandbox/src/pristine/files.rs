//! The files of a pristine course.

use course::error::Error;
use course::files::files_below;
use course::given;
use course::lesson::{Course, Lesson};
use harness::workspace::root_manifest;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The crates of ours that every generated program depends on.
const LINKED: [&str; 2] = ["checker/crates/scenario", "checker/crates/workspace-hack"];

/// The files of a tree, by their paths from its top.
pub(super) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The folder of a lesson, from the root of the course.
pub(super) fn in_lessons(lesson: &Lesson) -> PathBuf {
    Path::new("lessons").join(lesson.folder())
}

/// All files of the pristine course.
pub(super) fn of_course(course: &Course) -> Result<Files, Error> {
    let root = &course.root;
    let mut files = Files::new();
    let members = LINKED.into_iter().chain(["lessons/*"]).map(str::to_owned);
    let manifest = root_manifest(root, members.collect())?;
    files.insert("Cargo.toml".into(), manifest.to_string().into_bytes());
    for name in ["Cargo.lock", ".cargo/config.toml"] {
        take(root, Path::new(name), &mut files)?;
    }
    for folder in LINKED {
        take_folder(root, Path::new(folder), &mut files)?;
    }
    for lesson in &course.lessons {
        let folder = Path::new("checker/course").join(lesson.folder());
        take_folder(root, &folder.join("scenarios"), &mut files)?;
        take_folder(root, &folder.join("stub"), &mut files)?;
        let folder = in_lessons(lesson);
        take(root, &folder.join("Cargo.toml"), &mut files)?;
        take(root, &folder.join("README.md"), &mut files)?;
        for (name, content) in given::of_lesson(course, lesson)? {
            files.extend(content.map(|content| (folder.join(name), content)));
        }
    }
    Ok(files)
}

fn take_folder(root: &Path, folder: &Path, files: &mut Files) -> Result<(), Error> {
    for name in files_below(&root.join(folder))? {
        take(root, &folder.join(name), files)?;
    }
    Ok(())
}

fn take(root: &Path, name: &Path, files: &mut Files) -> Result<(), Error> {
    let path = root.join(name);
    match fs::read(&path) {
        Ok(content) => {
            files.insert(name.to_owned(), content);
            Ok(())
        }
        // A student may have removed it; the course works without.
        Err(_) if name.ends_with("README.md") => Ok(()),
        Err(error) => Err(Error::course(&path, error)),
    }
}
