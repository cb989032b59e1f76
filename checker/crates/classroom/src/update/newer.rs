//! A newer course, read into a folder of its own for as long as it is compared.

use course::catalogue;
use course::error::Error;
use course::lesson::Course;
use sandbox::submission;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A newer course.
pub(super) struct NewerCourse {
    pub(super) course: Course,
    /// By path from the course's folder.
    pub(super) files: BTreeMap<PathBuf, Vec<u8>>,
    _folder: TempDir,
}

impl NewerCourse {
    pub(super) fn read(from: &str, here: &Path) -> Result<Self, Error> {
        let files = submission::course_files(from, here)?;
        let unpacking = || Error::while_doing("unpack the newer course");
        let folder = TempDir::new().map_err(unpacking())?;
        for (path, content) in &files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(unpacking())?;
            fs::write(path, content).map_err(unpacking())?;
        }
        Ok(Self {
            course: catalogue::read(folder.path())?,
            files,
            _folder: folder,
        })
    }
}
