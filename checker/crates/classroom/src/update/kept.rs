//! What was there before an update: in `.checker/updates/`, a folder for each, since `cargo clean` empties
//! `target/`.
//!
//! | in it | what |
//! | --- | --- |
//! | `files/` | every file that changes or goes, and all that is the student's |
//! | `begun.json` | which files change, while that goes on; `done.json` afterwards |

use crate::hex::hex;
use crate::update::plan::{Change, Plan};
use course::error::Error;
use course::files::{create, files_below, replace, sync_folder, sync_parent};
use course::given::read;
use formats::timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use walkdir::WalkDir;

const UPDATES: &str = ".checker/updates";
const FILES: &str = "files";
const BEGUN: &str = "begun.json";
const DONE: &str = "done.json";

/// A file that an update has changed.
#[derive(Debug, Serialize, Deserialize)]
struct Changed {
    path: PathBuf,
    /// Whether it was there before.
    was_there: bool,
    /// A digest of what the update wrote; none if it removed the file.
    new: Option<String>,
}

/// Keeps a copy of all that was there, and returns its folder, from the course's. Nothing else has been
/// changed.
pub(super) fn keep(root: &Path, plan: &Plan) -> Result<PathBuf, Error> {
    let keeping = || Error::while_doing("keep a copy; nothing has been changed");
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let name = timestamp::file_name(now.unwrap_or_default().as_secs());
    let folder = Path::new(UPDATES).join(name);
    let files = root.join(&folder).join(FILES);
    fs::create_dir_all(&files).map_err(keeping())?;
    let changed = plan.changes.iter();
    let changed = changed.filter_map(|it| Some((&it.path, it.now.as_ref()?)));
    for (path, content) in changed.chain(&plan.students) {
        let copy = files.join(path);
        // A student's file may be among those that change.
        if !copy.exists() {
            make_parent(&copy)
                .and_then(|()| create(&copy, content))
                .map_err(keeping())?;
        }
    }
    let changed: Vec<Changed> = plan.changes.iter().map(Changed::of).collect();
    let list = serde_json::to_vec(&changed).map_err(io::Error::other);
    let list = list.and_then(|list| create(&root.join(&folder).join(BEGUN), &list));
    list.map_err(keeping())?;
    sync_folder(&root.join(UPDATES)).map_err(keeping())?;
    Ok(folder)
}

/// Makes the changes. Whoever has saved a file in the meantime loses nothing.
pub(super) fn make(root: &Path, folder: &Path, changes: &[Change]) -> Result<(), Error> {
    for change in changes {
        let path = root.join(&change.path);
        if read(&path)? != change.now {
            return Err(Error::Usage(format!(
                "{} has just been saved by another program; close it in the editor, and start the \
                 update again",
                change.path.display()
            )));
        }
        write(&path, change.new.as_deref())?;
    }
    let gone = changes.iter().filter(|change| change.new.is_none());
    remove_crates(root, gone.map(|change| &*change.path));
    let renaming = Error::while_doing("note that the update is done");
    let folder = root.join(folder);
    let renamed = fs::rename(folder.join(BEGUN), folder.join(DONE));
    renamed
        .and_then(|()| sync_folder(&folder))
        .map_err(renaming)
}

/// The update that has begun and not ended, if there is one.
pub(super) fn interrupted(root: &Path) -> Result<Option<PathBuf>, Error> {
    last(root, &[BEGUN])
}

/// The newest update that is not put back.
pub(super) fn newest(root: &Path) -> Result<Option<PathBuf>, Error> {
    last(root, &[BEGUN, DONE])
}

fn last(root: &Path, lists: &[&str]) -> Result<Option<PathBuf>, Error> {
    let updates = root.join(UPDATES);
    if !updates.is_dir() {
        return Ok(None);
    }
    let reading = || Error::while_doing(format!("read {UPDATES}"));
    let mut found = Vec::new();
    for entry in fs::read_dir(&updates).map_err(reading())? {
        let entry = entry.map_err(reading())?;
        let has = |list: &&str| entry.path().join(list).is_file();
        if lists.iter().any(has) {
            found.push(Path::new(UPDATES).join(entry.file_name()));
        }
    }
    Ok(found.into_iter().max())
}

/// Puts back what an update has changed. Returns the files that somebody has changed since: they stay.
pub(super) fn put_back(root: &Path, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let place = root.join(folder);
    let list = [BEGUN, DONE].map(|name| place.join(name));
    let list = list.into_iter().find(|path| path.is_file());
    let list = list.unwrap_or_else(|| place.join(DONE));
    let reading = || Error::while_doing(format!("read {}", list.display()));
    let text = fs::read(&list).map_err(reading())?;
    let changed: Vec<Changed> = serde_json::from_slice(&text)
        .map_err(io::Error::other)
        .map_err(reading())?;
    refuse_begun(root, &changed)?;
    let mut left = Vec::new();
    for changed in &changed {
        let path = root.join(&changed.path);
        let before = if changed.was_there {
            read(&place.join(FILES).join(&changed.path))?
        } else {
            None
        };
        let now = read(&path)?;
        if now == before {
            continue;
        }
        if now.as_deref().map(digest) == changed.new {
            write(&path, before.as_deref())?;
        } else {
            left.push(changed.path.clone());
        }
    }
    let came = changed.iter().filter(|changed| !changed.was_there);
    remove_crates(root, came.map(|changed| &*changed.path));
    let removing = Error::while_doing("note that the update is put back");
    fs::remove_file(list).map_err(removing)?;
    Ok(left)
}

/// A crate that came with the update goes as a whole, or else cargo would miss a part of it.
fn refuse_begun(root: &Path, changed: &[Changed]) -> Result<(), Error> {
    let new = |path: &Path| {
        let mut changed = changed.iter();
        changed.find(|it| !it.was_there && it.path == path)
    };
    let came = changed.iter().filter(|it| !it.was_there);
    for folder in came.filter_map(|it| crate_of(&it.path)) {
        for name in files_below(&root.join(folder))? {
            let path = folder.join(&name);
            let now = read(&root.join(&path))?.as_deref().map(digest);
            if new(&path).is_none_or(|it| it.new != now) {
                return Err(Error::Usage(format!(
                    "{folder} came with the update, and {name} in it is yours; move this folder out of \
                     the course, and start again. Nothing has been changed",
                    folder = folder.display(),
                    name = name.display()
                )));
            }
        }
    }
    Ok(())
}

impl Changed {
    fn of(change: &Change) -> Self {
        Self {
            path: change.path.clone(),
            was_there: change.now.is_some(),
            new: change.new.as_deref().map(digest),
        }
    }
}

fn digest(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

/// Writes a file, or removes it. A file that could be started still can.
fn write(path: &Path, content: Option<&[u8]>) -> Result<(), Error> {
    let writing = Error::while_doing(format!("write {}", path.display()));
    let written = match content {
        Some(content) => {
            let mode = fs::metadata(path).map(|data| data.permissions());
            make_parent(path)
                .and_then(|()| replace(path, content))
                .and_then(|()| mode.map_or(Ok(()), |mode| fs::set_permissions(path, mode)))
        }
        None => fs::remove_file(path).and_then(|()| sync_parent(path)),
    };
    written.map_err(writing)
}

/// The folder of a crate that has this manifest.
fn crate_of(manifest: &Path) -> Option<&Path> {
    manifest
        .parent()
        .filter(|_| manifest.ends_with("Cargo.toml"))
}

/// Removes what is left of crates whose manifests are among these paths: folders, and what cargo has
/// compiled. In `lessons/` and `solutions/`, a folder without a crate in it keeps cargo from doing anything.
fn remove_crates<'p>(root: &Path, paths: impl Iterator<Item = &'p Path>) {
    for folder in paths.filter_map(crate_of).map(|folder| root.join(folder)) {
        if files_below(&folder).is_ok_and(|files| files.is_empty()) {
            let _ = fs::remove_dir_all(folder.join("target"));
            remove_empty_folders(&folder);
        }
    }
}

/// Those that are not empty stay.
fn remove_empty_folders(folder: &Path) {
    let entries = WalkDir::new(folder).contents_first(true).into_iter();
    for entry in entries.flatten() {
        let _ = fs::remove_dir(entry.path());
    }
}

fn make_parent(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))
}
