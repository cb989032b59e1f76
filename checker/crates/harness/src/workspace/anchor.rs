//! The link through which a generated workspace sees the crates that are graded.

use crate::workspace::{Purpose, clone_name};
use course::error::Error;
use course::lesson::Course;
use std::fs;
use std::path::PathBuf;

/// Makes the link that [`crate::workspace::subject_of`] relies on, if it is not there.
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

/// The folder in a generated workspace through which it sees the student's. What
/// cargo calls a crate depends on the crate's path in its workspace, and two
/// clones of the course may share one target directory: so the name is the
/// clone's own. Windows asks for privileges to make links, and goes without.
pub(super) fn anchor(course: &Course) -> PathBuf {
    if cfg!(unix) {
        PathBuf::from(clone_name(course))
    } else {
        course.root.clone()
    }
}

/// Where the generated workspace sees the course's folders.
pub(super) fn anchored(course: &Course, purpose: Purpose) -> PathBuf {
    purpose.dir(course).join(anchor(course))
}
