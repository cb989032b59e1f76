//! Puts files of a lesson back to what they were when the course gave them, and keeps a
//! copy of what was there. This is the only hand that writes into `lessons/`.
//!
//! The copies lie in `.checker/kept/`, a folder of their own in the clone, because
//! `cargo clean` empties `target/`. A copy is on the disk, with its folders, before the first
//! file is touched; a file is replaced by renaming, so that at each moment there is the old
//! one or the new one.

use crate::hands::lesson_files::files_below;
use crate::pure::submission::is_students;
use crate::pure::timestamp;
use crate::vocabulary::course::{Course, Lesson, Step};
use crate::vocabulary::error::Error;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where a lesson has given files. What else lies in a solution is its own: its manifest,
/// its tests, a database that somebody made.
const GIVEN: [&str; 3] = ["src", "migrations", "build.rs"];

/// A file that is not as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path from the course's folder, such as `lessons/01-config/src/url.rs`.
    pub path: PathBuf,
    /// What it holds now; nothing if it is not there.
    pub now: Option<Vec<u8>>,
    /// What it held; nothing if it was not there.
    pub given: Option<Vec<u8>>,
}

/// What differs in a lesson from what was given.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files to put back.
    pub changes: Vec<Change>,
    /// Files that the course does not know, by their paths from the lesson's folder.
    pub strangers: Vec<PathBuf>,
}

/// Compares the files of one step.
pub fn plan_step(course: &Course, lesson: &Lesson, step: &Step) -> Result<Plan, Error> {
    compare(course, lesson, &of_steps(lesson, &[step])?)
}

/// Compares all files of a lesson but its manifest and its text, which the course has only
/// once.
pub fn plan_lesson(course: &Course, lesson: &Lesson) -> Result<Plan, Error> {
    let files = given(course, lesson)?;
    let mut plan = compare(course, lesson, &files)?;
    let once = ["Cargo.toml", "README.md"].map(Path::new);
    let is_known = |name: &PathBuf| files.contains_key(name) || once.contains(&name.as_path());
    plan.strangers = files_below(&folder(course, lesson))?;
    plan.strangers.retain(|name| !is_known(name));
    Ok(plan)
}

/// All files of a lesson as they were given, but its manifest and its text, which the
/// course has only once; by their paths from the lesson's folder. None: an answer adds it.
pub fn given(course: &Course, lesson: &Lesson) -> Result<Given, Error> {
    let steps: Vec<&Step> = lesson.steps.iter().collect();
    let mut files = of_steps(lesson, &steps)?;
    let solution = course.root.join("solutions").join(lesson.folder());
    for name in files_below(&solution)? {
        // Given code is the same in the lesson and in its solution; the proof holds that.
        let is_given = GIVEN.iter().any(|place| name.starts_with(place));
        let is_students = name.to_str().is_some_and(|name| is_students(lesson, name));
        if is_given && !is_students {
            let given = read(&solution.join(&name))?;
            files.insert(name, given);
        }
    }
    Ok(files)
}

/// What was given, by path from the lesson's folder.
pub type Given = BTreeMap<PathBuf, Option<Vec<u8>>>;

fn of_steps(lesson: &Lesson, steps: &[&Step]) -> Result<Given, Error> {
    let mut files = Given::new();
    for step in steps {
        let stub = lesson.dir.join("stub").join(&step.file);
        let given = read(&stub)?.ok_or_else(|| Error::course(&stub, "there is no stub"))?;
        files.insert((&step.file).into(), Some(given));
        files.extend(step.adds.iter().map(|name| (name.into(), None)));
    }
    Ok(files)
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

/// A file's content. None if there is no such file.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(Error::while_doing(format!("read {}", path.display()))(
            error,
        )),
    }
}

/// Copies what is there now into a new folder, and returns its path from `root`. None if
/// nothing is there.
pub fn keep(root: &Path, changes: &[Change]) -> Result<Option<PathBuf>, Error> {
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
    let name = timestamp::name_of(now.unwrap_or_default().as_secs());
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
pub fn put_back(root: &Path, changes: &[Change]) -> Result<(), Error> {
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
