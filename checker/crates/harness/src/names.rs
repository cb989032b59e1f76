//! Names of folders on disk.

use crate::stable_hash;
use course::lesson::Course;
use std::path::{Path, PathBuf};

/// The folder for the generated files and the small state of a course.
pub fn state_dir(course_root: &Path) -> PathBuf {
    course_root.join("target").join("checker")
}

/// A name for this clone of the course, unlike that of any other clone.
pub fn clone_name(course: &Course) -> String {
    stable_hash::short_name(&course.root)
}
