//! Reads accepted snapshots and known mistakes. insta is not called here, so
//! `INSTA_FORCE_PASS`, `INSTA_UPDATE` and `insta.yaml` have no effect.

pub use crate::accepted::mistake_file::MistakeFile;
use crate::accepted::snapshot_file;
use crate::document::{self, Shown};
use crate::error::Error;
use crate::lesson::{Lesson, Step};
use crate::outcome::Observation;
use crate::recognition::Mistake;
use std::fs;
use std::path::{Path, PathBuf};

/// The command by which authors review what the course does now.
const REVIEW: &str = "`cargo test -p proof --test course`, then `cargo insta review`";

/// The observations of a right answer to `step`.
pub fn of_step(lesson: &Lesson, step: &Step) -> Result<Vec<Observation>, Error> {
    Ok(shown_by(lesson, step)?.observations)
}

/// All that a right answer to `step` shows, clues included.
pub fn shown_by(lesson: &Lesson, step: &Step) -> Result<Shown, Error> {
    let path = snapshot_path(lesson, step);
    let broken = |why| Error::course(&path, format!("{why}; run {REVIEW}"));
    let file = fs::read_to_string(&path);
    let file = file.map_err(|error| broken(format!("no snapshot ({error})")))?;
    document::parse(snapshot_file::content(&file)).map_err(broken)
}

/// The path of the snapshot of `step`.
pub fn snapshot_path(lesson: &Lesson, step: &Step) -> PathBuf {
    lesson
        .answers
        .join("expected")
        .join(format!("{}.snap", step.id))
}

/// The known mistakes of `step`.
pub fn mistakes_of(lesson: &Lesson, step: &Step) -> Result<Vec<Mistake>, Error> {
    let right = shown_by(lesson, step)?;
    let paths = files_of(&lesson.answers.join("mistakes"), "snap")?;
    let own = paths.iter().filter(|path| is_of(path, &step.id));
    own.map(|path| mistake(path, &right)).collect()
}

/// Reads the mistake in a file. `right` is what a right answer to its step shows.
pub fn mistake(path: &Path, right: &Shown) -> Result<Mistake, Error> {
    let file = mistake_file(path)?;
    let shown = file.differences.applied_to(right).map_err(|why| {
        let why = format!("it does not fit the right answer ({why}); run {REVIEW}");
        Error::course(path, why)
    })?;
    Ok(Mistake {
        id: file_stem(path),
        say: file.say(),
        observations: shown.observations,
        clues: shown.clues,
    })
}

/// Parses the file of a mistake.
pub fn mistake_file(path: &Path) -> Result<MistakeFile, Error> {
    let text = fs::read_to_string(path).map_err(|error| Error::course(path, error))?;
    MistakeFile::parse(&text).map_err(|why| Error::course(path, why))
}

/// All files of a folder with this extension, sorted. A folder that does not exist has none.
pub fn files_of(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let reading = || format!("read {}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::while_doing(reading()))? {
        let path = entry.map_err(Error::while_doing(reading()))?.path();
        if path.extension().is_some_and(|own| own == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a file, named like `STEP.NAME.snap`, belongs to this step.
pub fn is_of(path: &Path, step: &str) -> bool {
    file_stem(path).split('.').next() == Some(step)
}

/// The file's name without its last extension.
pub fn file_stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
