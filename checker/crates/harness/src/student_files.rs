//! Notices when the student's files change, however an editor saves them: by writing, by renaming
//! or by removing.

use crate::stable_hash;
use course::lesson::Lesson;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The parts of a lesson's crate, in its folder.
const PARTS: [&str; 4] = ["Cargo.toml", "build.rs", "src", "migrations"];

/// How deep to look into folders: a link to a folder above would have no end.
const DEPTH: usize = 8;

/// A file that was read so soon after a change may have been changed again without a new time: the
/// clocks of file systems tick slowly, and network mounts have clocks of their own.
const UNCERTAIN: Duration = Duration::from_secs(3);

/// The files of some lessons, as they were at the last look.
#[derive(Debug)]
pub struct StudentFiles {
    folders: Vec<(u32, PathBuf)>,
    seen: BTreeMap<u32, BTreeMap<PathBuf, FileState>>,
}

#[derive(Debug, Clone, Copy)]
struct FileState {
    modified: Option<SystemTime>,
    length: u64,
    content: u64,
    is_certain: bool,
}

impl StudentFiles {
    /// Takes a first look.
    pub fn new<'c>(root: &Path, lessons: impl Iterator<Item = &'c Lesson>) -> Self {
        let folder = |lesson: &Lesson| root.join("lessons").join(lesson.folder());
        let mut files = Self {
            folders: lessons
                .map(|lesson| (lesson.number, folder(lesson)))
                .collect(),
            seen: BTreeMap::new(),
        };
        files.changed();
        files
    }

    /// Looks again, and returns the numbers of the lessons whose files have changed.
    pub fn changed(&mut self) -> BTreeSet<u32> {
        let mut changed = BTreeSet::new();
        for (lesson, folder) in &self.folders {
            let before = self.seen.remove(lesson).unwrap_or_default();
            let mut now = BTreeMap::new();
            for part in PARTS {
                look(&folder.join(part), DEPTH, &before, &mut now);
            }
            let content = |files: &BTreeMap<PathBuf, FileState>| {
                let contents = files
                    .iter()
                    .map(|(path, seen)| (path.clone(), seen.content));
                contents.collect::<Vec<_>>()
            };
            if content(&before) != content(&now) {
                changed.insert(*lesson);
            }
            self.seen.insert(*lesson, now);
        }
        changed
    }
}

fn look(
    path: &Path,
    depth: usize,
    before: &BTreeMap<PathBuf, FileState>,
    now: &mut BTreeMap<PathBuf, FileState>,
) {
    let Ok(meta) = fs::metadata(path) else { return };
    if meta.is_dir() && depth > 0 {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            if !is_editors_own(Path::new(&entry.file_name())) {
                look(&entry.path(), depth - 1, before, now);
            }
        }
    } else if meta.is_file() {
        let modified = meta.modified().ok();
        let old = before
            .get(path)
            .filter(|old| old.is_certain && old.modified == modified && old.length == meta.len());
        let seen = old.copied().or_else(|| {
            let age = modified.and_then(|time| SystemTime::now().duration_since(time).ok());
            Some(FileState {
                modified,
                length: meta.len(),
                content: stable_hash::of_bytes(&fs::read(path).ok()?),
                is_certain: age.is_some_and(|age| age > UNCERTAIN),
            })
        });
        now.extend(seen.map(|seen| (path.to_owned(), seen)));
    }
}

/// Whether this is a swap, backup or lock file of an editor.
fn is_editors_own(name: &Path) -> bool {
    let is_swap = name.extension().is_some_and(|it| it == "swp");
    let name = name.to_string_lossy();
    is_swap || name.starts_with(['.', '#']) || name.ends_with('~')
}

#[cfg(test)]
mod tests;
