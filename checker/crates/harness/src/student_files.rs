//! What the student's files say. A save is a change of this, however the editor
//! brings it about: by writing, by renaming, or by removing.

use course::lesson::Lesson;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What a lesson's crate is made of, in its folder.
const PARTS: [&str; 4] = ["Cargo.toml", "build.rs", "src", "migrations"];

/// Folders in folders, at most. A link to a folder above has no end.
const DEPTH: usize = 8;

/// A file that was changed so shortly before it was read may have been changed
/// once more without a new time: clocks of file systems tick slowly, and the ones
/// of network mounts are somebody else's.
const UNCERTAIN: Duration = Duration::from_secs(3);

/// The files of some lessons, as they were when they were last looked at.
#[derive(Debug)]
pub struct StudentFiles {
    folders: Vec<(u32, PathBuf)>,
    seen: BTreeMap<u32, BTreeMap<PathBuf, Seen>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    modified: Option<SystemTime>,
    length: u64,
    content: u64,
    is_certain: bool,
}

impl StudentFiles {
    /// Looks at them for the first time.
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

    /// Looks again, and returns the lessons that say something else than before.
    pub fn changed(&mut self) -> BTreeSet<u32> {
        let mut changed = BTreeSet::new();
        for (lesson, folder) in &self.folders {
            let before = self.seen.remove(lesson).unwrap_or_default();
            let mut now = BTreeMap::new();
            for part in PARTS {
                look(&folder.join(part), DEPTH, &before, &mut now);
            }
            let content = |files: &BTreeMap<PathBuf, Seen>| {
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
    before: &BTreeMap<PathBuf, Seen>,
    now: &mut BTreeMap<PathBuf, Seen>,
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
            Some(Seen {
                modified,
                length: meta.len(),
                content: hash(&fs::read(path).ok()?),
                is_certain: age.is_some_and(|age| age > UNCERTAIN),
            })
        });
        now.extend(seen.map(|seen| (path.to_owned(), seen)));
    }
}

/// Swap, backup and lock files that an editor lays beside a file.
fn is_editors_own(name: &Path) -> bool {
    let is_swap = name.extension().is_some_and(|it| it == "swp");
    let name = name.to_string_lossy();
    is_swap || name.starts_with(['.', '#']) || name.ends_with('~')
}

fn hash(content: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
