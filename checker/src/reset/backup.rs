//! Puts files of a lesson back to what they were when the course gave them, and keeps a
//! copy of what was there. This is the only hand that writes into `lessons/`.
//!
//! The copies lie in `.checker/kept/`, a folder of their own in the clone, because
//! `cargo clean` empties `target/`. A copy is on the disk, with its folders, before the first
//! file is touched; a file is replaced by renaming, so that at each moment there is the old
//! one or the new one.

use course::error::Error;
use course::files::files_below;
use course::given::{Given, of_lesson, of_steps, read};
use course::lesson::{Course, Lesson, Step};
use formats::timestamp;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A file that is not as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Its path from the course's folder, such as `lessons/01-config/src/url.rs`.
    pub path: PathBuf,
    /// What it holds now; nothing if it is not there.
    pub now: Option<Vec<u8>>,
    /// What it held; nothing if it was not there.
    pub given: Option<Vec<u8>>,
}

/// What differs in a lesson from what was given.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Files to put back.
    pub changes: Vec<Change>,
    /// Files that the course does not know, by their paths from the lesson's folder.
    pub strangers: Vec<PathBuf>,
}

/// Compares the files of one step.
pub(crate) fn plan_step(course: &Course, lesson: &Lesson, step: &Step) -> Result<Plan, Error> {
    compare(course, lesson, &of_steps(lesson, &[step])?)
}

/// Compares all files of a lesson but its manifest and its text, which the course has only
/// once.
pub(crate) fn plan_lesson(course: &Course, lesson: &Lesson) -> Result<Plan, Error> {
    let files = of_lesson(course, lesson)?;
    let mut plan = compare(course, lesson, &files)?;
    let once = ["Cargo.toml", "README.md"].map(Path::new);
    let is_known = |name: &PathBuf| files.contains_key(name) || once.contains(&name.as_path());
    plan.strangers = files_below(&folder(course, lesson))?;
    plan.strangers.retain(|name| !is_known(name));
    Ok(plan)
}

fn compare(course: &Course, lesson: &Lesson, files: &Given) -> Result<Plan, Error> {
    let mut plan = Plan::default();
    for (name, given) in files {
        let now = read(&folder(course, lesson).join(name))?;
        if now != *given {
            let path = Path::new("lessons").join(lesson.folder()).join(name);
            let given = given.clone();
            plan.changes.push(Change { path, now, given });
        }
    }
    Ok(plan)
}

fn folder(course: &Course, lesson: &Lesson) -> PathBuf {
    course.root.join("lessons").join(lesson.folder())
}

/// Copies what is there now into a new folder, and returns its path from `root`. None if
/// nothing is there.
pub(crate) fn keep(root: &Path, changes: &[Change]) -> Result<Option<PathBuf>, Error> {
    if changes.iter().all(|change| change.now.is_none()) {
        return Ok(None);
    }
    let all = Path::new(".checker").join("kept");
    let keeping = || Error::while_doing("keep a copy; nothing has been changed");
    fs::create_dir_all(root.join(&all)).map_err(keeping())?;
    let kept = new_folder(root, &all).map_err(keeping())?;
    for change in changes {
        if let Some(content) = &change.now {
            let copy = root.join(&kept).join(&change.path);
            write_new(&copy, content).map_err(keeping())?;
            for folder in copy.ancestors().skip(1).take_while(|above| *above != root) {
                sync_folder(folder).map_err(keeping())?;
            }
        }
    }
    sync_folder(root).map_err(keeping())?;
    Ok(Some(kept))
}

/// Makes a folder that is named after this moment, and that nobody has had before.
fn new_folder(root: &Path, all: &Path) -> io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let name = timestamp::file_name(now.unwrap_or_default().as_secs());
    for number in 1.. {
        let name = match number {
            1 => name.clone(),
            _ => format!("{name}-{number}"),
        };
        match fs::create_dir(root.join(all).join(&name)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made.map(|()| all.join(name)),
        }
    }
    unreachable!("some number is free")
}

/// Makes each file what was given. Before a file is touched it is read once more: who has
/// saved it meanwhile loses nothing.
pub(crate) fn put_back(root: &Path, changes: &[Change]) -> Result<(), Error> {
    for change in changes {
        let path = root.join(&change.path);
        if read(&path)? != change.now {
            return Err(Error::Usage(format!(
                "{} has just been saved by somebody else; close it in the editor, and try again",
                change.path.display()
            )));
        }
        let replaced = match &change.given {
            Some(content) => replace(&path, content),
            None => fs::remove_file(&path).and_then(|()| sync_parent(&path)),
        };
        replaced.map_err(Error::while_doing(format!(
            "put {} back",
            change.path.display()
        )))?;
    }
    Ok(())
}

fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    write_new(&new, content)?;
    fs::rename(&new, path)
        .and_then(|()| sync_parent(path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&new);
        })
}

/// Writes a file that is not there yet, and waits until it is on the disk.
fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    sync_parent(path)
}

fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// A new name is on the disk when its folder is. Windows has no such call.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
