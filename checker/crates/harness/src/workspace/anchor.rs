//! The link through which a generated workspace sees the graded crates.

use crate::names::clone_name;
use crate::workspace::purpose::Purpose;
use course::error::Error;
use course::lesson::Course;
use std::fs;
use std::path::PathBuf;

/// Makes the link that [`crate::workspace::subject_of`] relies on, unless it exists.
pub fn link(course: &Course, purpose: Purpose) -> Result<(), Error> {
    let Some(variant) = purpose.variant() else {
        return Ok(());
    };
    let link = anchored(course, purpose).join(variant.folder());
    let to = course.root.join(variant.folder());
    if link == to || fs::read_link(&link).is_ok_and(|old| old == to) {
        return Ok(());
    }
    let linking = || Error::while_doing(format!("link {} to {}", link.display(), to.display()));
    fs::create_dir_all(link.parent().unwrap_or(&link)).map_err(linking())?;
    #[cfg(unix)]
    std::os::unix::fs::symlink(&to, &link).map_err(linking())?;
    Ok(())
}

/// The folder of the link in a generated workspace. cargo's name for a compiled crate depends on
/// the crate's path in its workspace, and two clones of the course may share a target directory,
/// so each clone has its own name for the folder. There is no link on Windows, where making one
/// needs privileges.
pub(super) fn anchor(course: &Course) -> PathBuf {
    if cfg!(unix) {
        PathBuf::from(clone_name(course))
    } else {
        course.root.clone()
    }
}

/// The folder in which the generated workspace sees the course's folders.
pub(super) fn anchored(course: &Course, purpose: Purpose) -> PathBuf {
    purpose.dir(course).join(anchor(course))
}
