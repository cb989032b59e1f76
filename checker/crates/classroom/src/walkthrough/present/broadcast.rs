//! Lets one terminal follow the presenter in another: a file says which slide is shown, and a
//! lock says whether somebody presents.

use crate::walkthrough::present::position::Position;
use course::lesson::Course;
use formats::atomic_file;
use harness::workspace;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Says where a presenter is. When it is dropped, or the process is killed, nobody presents
/// any more.
#[derive(Debug)]
pub(crate) struct Broadcast {
    folder: PathBuf,
    _lock: File,
}

fn folder(course: &Course) -> PathBuf {
    workspace::state_dir(&course.root).join("presentation")
}

fn lock_in(folder: &Path) -> PathBuf {
    folder.join("lock")
}

fn position_file(folder: &Path) -> PathBuf {
    folder.join("position.json")
}

impl Broadcast {
    /// Begins; `None` if somebody else presents or the folder cannot be written: the talk
    /// goes on without followers.
    pub(crate) fn begin(course: &Course) -> Option<Self> {
        let folder = folder(course);
        fs::create_dir_all(&folder).ok()?;
        let lock = File::create(lock_in(&folder)).ok()?;
        lock.try_lock().ok()?;
        let _ = fs::remove_file(position_file(&folder));
        Some(Self {
            folder,
            _lock: lock,
        })
    }

    /// Says which slide is shown.
    pub(crate) fn send(&self, position: &Position) {
        if let Ok(text) = serde_json::to_vec(position) {
            // If this fails, a follower keeps the slide before.
            let _ = atomic_file::write(&position_file(&self.folder), &text);
        }
    }
}

/// Where the presenter of this course is, if there is one.
pub(crate) fn position(course: &Course) -> Option<Position> {
    let folder = folder(course);
    let lock = File::open(lock_in(&folder)).ok()?;
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {}
        Ok(()) | Err(TryLockError::Error(_)) => return None,
    }
    serde_json::from_slice(&fs::read(position_file(&folder)).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use harness::scratch::Scratch;

    #[test]
    fn a_position_is_known_as_long_as_somebody_presents() {
        let scratch = Scratch::new().expect("a folder");
        let course = Course {
            root: scratch.work(),
            lessons: Vec::new(),
        };
        assert_eq!(position(&course), None);
        let broadcast = Broadcast::begin(&course).expect("nobody else");
        assert!(Broadcast::begin(&course).is_none(), "one at a time");
        let there = Position {
            name: "config/url".to_owned(),
            planned: Some((8, 20)),
            ..Position::default()
        };
        broadcast.send(&there);
        assert_eq!(position(&course), Some(there));
        drop(broadcast);
        assert_eq!(position(&course), None);
    }
}
