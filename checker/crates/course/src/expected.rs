//! Reads accepted insta snapshots. Nothing is asserted and nothing is written
//! here: `INSTA_FORCE_PASS`, `INSTA_UPDATE` or an `insta.yaml` change nothing.

use crate::document;
use crate::error::Error;
use crate::lesson::{Lesson, Step};
use crate::outcome::Observation;
use crate::recognition::Mistake;
use insta::Snapshot;
use std::fs;
use std::path::{Path, PathBuf};

/// The observations of a right answer to `step`.
pub fn of_step(lesson: &Lesson, step: &Step) -> Result<Vec<Observation>, Error> {
    let path = snapshot_path(lesson, step);
    let (observations, _) = document::parse(&read(&path)?);
    Ok(observations)
}

/// Where the snapshot of `step` is.
pub fn snapshot_path(lesson: &Lesson, step: &Step) -> PathBuf {
    lesson
        .answers
        .join("expected")
        .join(format!("{}.snap", step.id))
}

/// The known mistakes of `step`: each a patch `STEP.NAME.patch`, whose head is
/// the sentence for the student, with a record `STEP.NAME.snap` beside it.
pub fn mistakes_of(lesson: &Lesson, step: &Step) -> Result<Vec<Mistake>, Error> {
    let mut mistakes = Vec::new();
    for patch in patches(&lesson.answers.join("mistakes"))? {
        let id = file_stem(&patch);
        if id.split('.').next() != Some(&step.id) {
            continue;
        }
        let (observations, clues) = document::parse(&read(&patch.with_extension("snap"))?);
        mistakes.push(Mistake {
            say: head_of(&patch)?,
            id,
            observations,
            clues,
        });
    }
    Ok(mistakes)
}

/// All `*.patch` files of a folder, sorted by name. No folder: no files.
pub fn patches(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let reading = || format!("read {}", folder.display());
    let mut patches = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::while_doing(reading()))? {
        let path = entry.map_err(Error::while_doing(reading()))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "patch")
        {
            patches.push(path);
        }
    }
    patches.sort();
    Ok(patches)
}

/// What stands in a patch file before the patch: prose, joined to one line.
pub fn head_of(patch: &Path) -> Result<String, Error> {
    let text = fs::read_to_string(patch)
        .map_err(Error::while_doing(format!("read {}", patch.display())))?;
    let head = text
        .lines()
        .take_while(|line| !line.starts_with("--- ") && !line.starts_with("diff "));
    Ok(head
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" "))
}

/// The file's name without its last extension.
pub fn file_stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn read(path: &Path) -> Result<String, Error> {
    let snapshot = Snapshot::from_file(path).map_err(|error| {
        Error::course(
            path,
            format!("no snapshot ({error}); run `cargo insta test -p checker --review`"),
        )
    })?;
    let text = snapshot
        .as_text()
        .ok_or_else(|| Error::course(path, "not a text snapshot"))?;
    Ok(text.to_string())
}
