//! Lets one terminal follow the presenter in another: a file says where that is, and a
//! lock on it says whether there is one.

use crate::walkthrough::position::Presentation;
use course::lesson::Course;
use formats::atomic_file;
use harness::workspace;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Tells where a presenter is. Nobody is there any more when this is dropped, and not
/// either when the process has been killed.
#[derive(Debug)]
pub(crate) struct Telling {
    folder: PathBuf,
    _lock: File,
}

fn folder(course: &Course) -> PathBuf {
    workspace::state_dir(&course.root).join("presentation")
}

fn lock_in(folder: &Path) -> PathBuf {
    folder.join("lock")
}

fn place_in(folder: &Path) -> PathBuf {
    folder.join("place.json")
}

impl Telling {
    /// Begins. None if somebody else presents, or if it cannot be told: the talk goes
    /// on without.
    pub(crate) fn begin(course: &Course) -> Option<Self> {
        let folder = folder(course);
        fs::create_dir_all(&folder).ok()?;
        let lock = File::create(lock_in(&folder)).ok()?;
        lock.try_lock().ok()?;
        let _ = fs::remove_file(place_in(&folder));
        Some(Self {
            folder,
            _lock: lock,
        })
    }

    /// Tells where the talk is.
    pub(crate) fn tell(&self, place: &Presentation) {
        if let Ok(text) = serde_json::to_vec(place) {
            // Who follows sees the place before, then.
            let _ = atomic_file::write(&place_in(&self.folder), &text);
        }
    }
}

/// Where the presenter of this course is, if there is one.
pub(crate) fn place(course: &Course) -> Option<Presentation> {
    let folder = folder(course);
    let lock = File::open(lock_in(&folder)).ok()?;
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {}
        Ok(()) | Err(TryLockError::Error(_)) => return None,
    }
    serde_json::from_slice(&fs::read(place_in(&folder)).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use harness::scratch::Scratch;

    #[test]
    fn a_place_is_told_as_long_as_somebody_presents() {
        let scratch = Scratch::new().expect("a folder");
        let course = Course {
            root: scratch.work(),
            lessons: Vec::new(),
        };
        assert_eq!(place(&course), None);
        let telling = Telling::begin(&course).expect("nobody else");
        assert!(Telling::begin(&course).is_none(), "one at a time");
        let there = Presentation {
            name: "config/url".to_owned(),
            planned: Some((8, 20)),
            ..Presentation::default()
        };
        telling.tell(&there);
        assert_eq!(place(&course), Some(there));
        drop(telling);
        assert_eq!(place(&course), None);
    }
}
