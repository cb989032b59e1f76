//! Keeps a copy of a lesson's files, and puts back what was given. Nothing else in the checker
//! writes into `lessons/`.
//!
//! The copies are in `.checker/kept/`, a folder of their own in the clone, because
//! `cargo clean` empties `target/`. A copy is on the disk, and so are its folders, before the
//! first file is touched; a file is replaced by renaming, so that at any moment there is either
//! the old one or the new one.

use crate::reset::changes::FileChange;
use course::error::Error;
use course::files::{create, replace, sync_folder, sync_parent};
use course::given::read;
use formats::timestamp;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Copies the files into a new folder, and returns its path from `root`. `None` if there are no
/// files to copy.
pub(super) fn keep(root: &Path, changes: &[FileChange]) -> Result<Option<PathBuf>, Error> {
    if changes.iter().all(|change| change.now.is_none()) {
        return Ok(None);
    }
    let copies = Path::new(".checker").join("kept");
    let keeping = || Error::while_doing("keep a copy; nothing has been changed");
    fs::create_dir_all(root.join(&copies)).map_err(keeping())?;
    let folder = new_folder(root, &copies).map_err(keeping())?;
    for change in changes {
        if let Some(content) = &change.now {
            let copy = root.join(&folder).join(&change.path);
            let created = make_parent(&copy).and_then(|()| create(&copy, content));
            created.map_err(keeping())?;
            for parent in copy
                .ancestors()
                .skip(1)
                .take_while(|parent| *parent != root)
            {
                sync_folder(parent).map_err(keeping())?;
            }
        }
    }
    sync_folder(root).map_err(keeping())?;
    Ok(Some(folder))
}

/// Makes a new folder named after the time, with a number if that name is taken.
fn new_folder(root: &Path, copies: &Path) -> io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let name = timestamp::file_name(now.unwrap_or_default().as_secs());
    for number in 1.. {
        let name = match number {
            1 => name.clone(),
            _ => format!("{name}-{number}"),
        };
        match fs::create_dir(root.join(copies).join(&name)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            created => return created.map(|()| copies.join(name)),
        }
    }
    unreachable!("some number is free")
}

/// Gives each file the text that was given. Before a file is touched it is read once more, so
/// that whoever has saved it in the meantime loses nothing.
pub(super) fn put_back(root: &Path, changes: &[FileChange]) -> Result<(), Error> {
    for change in changes {
        let path = root.join(&change.path);
        if read(&path)? != change.now {
            return Err(Error::Usage(format!(
                "{} has just been saved by another program; close it in the editor, and try again",
                change.path.display()
            )));
        }
        let replaced = match &change.given {
            Some(content) => make_parent(&path).and_then(|()| replace(&path, content)),
            None => fs::remove_file(&path).and_then(|()| sync_parent(&path)),
        };
        replaced.map_err(Error::while_doing(format!(
            "put {} back",
            change.path.display()
        )))?;
    }
    Ok(())
}

/// The folder of a file may have been removed with it.
fn make_parent(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))
}

#[cfg(test)]
mod tests;
