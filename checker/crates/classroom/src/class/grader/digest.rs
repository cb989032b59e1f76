//! What graded: a digest of everything that a verdict on a lesson depends on.

use crate::class::work::{self, Files};
use course::error::Error;
use course::files::files_below;
use course::given;
use course::lesson::{Course, Lesson};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is the same for all lessons: the crates that judge, what they are compiled with, and the
/// settings of the compiler.
const COMMON: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    ".cargo/config.toml",
    "rust-toolchain.toml",
    "checker/crates/course",
    "checker/crates/harness",
    "checker/crates/scenario",
    "checker/crates/sandbox",
    "checker/crates/workspace-hack",
];

/// The graders of lessons, by the lessons' ids.
#[derive(Debug)]
pub(in crate::class) struct Graders(BTreeMap<String, String>);

impl Graders {
    /// Those of all lessons.
    pub(in crate::class) fn of(course: &Course) -> Result<Self, Error> {
        Self::of_some(course, |_| true)
    }

    /// Those of lessons that are wanted, by their ids.
    pub(in crate::class) fn of_some(
        course: &Course,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, Error> {
        let mut common = Files::new();
        for place in COMMON {
            read_into(&mut common, &course.root, Path::new(place))?;
        }
        let common = work::digest(&common);
        let mut graders = BTreeMap::new();
        for lesson in course.lessons.iter().filter(|it| is_wanted(&it.id)) {
            graders.insert(lesson.id.clone(), of_lesson(course, lesson, &common)?);
        }
        Ok(Self(graders))
    }

    /// The grader of a lesson of the course; an empty text if it was not wanted.
    pub(in crate::class) fn of_lesson(&self, id: &str) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }
}

fn of_lesson(course: &Course, lesson: &Lesson, common: &str) -> Result<String, Error> {
    let mut files = Files::from([("common".into(), common.as_bytes().to_vec())]);
    let manifest = Path::new("lessons")
        .join(lesson.folder())
        .join("Cargo.toml");
    read_into(&mut files, &course.root, &manifest)?;
    read_into(&mut files, &lesson.dir, Path::new(""))?;
    for (name, content) in given::of_lesson(course, lesson)? {
        files.insert(Path::new("given").join(name), content.unwrap_or_default());
    }
    Ok(work::digest(&files))
}

/// Reads a file, or all files of a folder; nothing if there is none.
fn read_into(files: &mut Files, root: &Path, place: &Path) -> Result<(), Error> {
    let path = root.join(place);
    let reading = || Error::while_doing(format!("read {}", path.display()));
    let names = match path.is_dir() {
        true => files_below(&path)?,
        false if path.is_file() => vec![PathBuf::new()],
        false => Vec::new(),
    };
    for name in names {
        let file = if name.as_os_str().is_empty() {
            path.clone()
        } else {
            path.join(&name)
        };
        files.insert(place.join(&name), fs::read(&file).map_err(reading())?);
    }
    Ok(())
}
