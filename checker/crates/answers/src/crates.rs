//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use crate::patch::{Files, apply};
use course::error::Error;
use course::expected::{file_stem, files_of, is_of, mistake_file};
use course::files::{files_below, write_if_changed};
use course::lesson::{Course, Lesson, Variant};
use harness::workspace::tool_path;
use harness::workspace::{Purpose, Subject, clone_name};
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The files of a lesson's solution.
pub fn solution(course: &Course, lesson: &Lesson) -> Result<Files, Error> {
    let folder = course.root.join(Variant::Solution.folder());
    let folder = folder.join(lesson.folder());
    if !folder.is_dir() {
        return Err(Error::course(&folder, "there is no solution"));
    }
    read(&folder)
}

/// The files of a solution with the stubs in it: what a student begins with.
pub fn stub(lesson: &Lesson, solution: &Files) -> Result<Files, Error> {
    let mut files = solution.clone();
    // What an answer adds is not there yet.
    let added = lesson.steps.iter().flat_map(|step| &step.adds);
    for name in added {
        files.remove(Path::new(name));
    }
    files.extend(read(&lesson.dir.join("stub"))?);
    Ok(files)
}

/// The file of a known mistake, such as `connect.typo`.
pub fn mistake_path(lesson: &Lesson, id: &str) -> PathBuf {
    lesson.dir.join("mistakes").join(format!("{id}.snap"))
}

/// The known mistakes of a step with their patches, by id.
pub fn mistakes(lesson: &Lesson, step: &str) -> Result<Vec<(String, String)>, Error> {
    let paths = files_of(&lesson.dir.join("mistakes"), "snap")?;
    let own = paths.iter().filter(|path| is_of(path, step));
    own.map(|path| Ok((file_stem(path), mistake_file(path)?.patch)))
        .collect()
}

/// The files of a solution with the patch in the file `path`.
pub fn patched(solution: &Files, path: &Path) -> Result<Files, Error> {
    let reading = Error::while_doing(format!("read {}", path.display()));
    let text = fs::read_to_string(path).map_err(reading)?;
    apply(solution, &text).map_err(|why| Error::course(path, why))
}

/// Where a crate is written, and how it is called there.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of the crate.
    pub dir: PathBuf,
    /// The name of its package, of which there is one in a workspace.
    pub label: String,
    /// See [`Subject::prefixes`].
    pub prefixes: Vec<String>,
}

impl Place {
    /// A crate in a generated workspace, in a folder like the one that a student knows:
    /// its files are named as theirs. Two clones of the course may share a target
    /// directory, and cargo calls a crate by its path in its workspace: so the clone's
    /// name is in it.
    pub fn new(
        course: &Course,
        purpose: Purpose,
        label: &str,
        (variant, lesson): (Variant, &Lesson),
    ) -> Self {
        let dir = purpose.dir(course);
        let folder = Path::new("crates").join(clone_name(course)).join(label);
        let own = Path::new(variant.folder()).join(lesson.folder());
        let prefix = |path: &Path| format!("{}{MAIN_SEPARATOR}", path.display());
        Self {
            dir: dir.join(&folder).join(own),
            label: label.to_owned(),
            prefixes: vec![prefix(&dir.join(&folder)), prefix(&folder)],
        }
    }
}

/// Writes a crate that answers these steps of `lesson`, and of it only what has
/// changed since last time.
pub fn write<'c>(
    lesson: &'c Lesson,
    place: Place,
    files: &Files,
    steps: Vec<String>,
) -> Result<Subject<'c>, Error> {
    let Place {
        dir,
        label,
        prefixes,
    } = place;
    let writing = || Error::while_doing(format!("write {}", dir.display()));
    fs::create_dir_all(&dir).map_err(writing())?;
    for old in files_below(&dir)? {
        if !files.contains_key(&old) {
            fs::remove_file(dir.join(old)).map_err(writing())?;
        }
    }
    for (name, text) in files {
        let own = format!("\"{}-solution\"", lesson.id);
        let text = match name.to_str() {
            Some("Cargo.toml") => &text.replace(&own, &format!("\"{label}\"")),
            _ => text,
        };
        write_if_changed(&dir.join(name), text)?;
    }
    Ok(Subject {
        lesson,
        package: label.clone(),
        label,
        has_tool: tool_path(&dir).is_file(),
        dir,
        prefixes,
        steps,
        keep: None,
        substitution: None,
    })
}

/// What a crate consists of. A database that its tool has left is no part of it, and
/// neither are notes about it.
fn read(folder: &Path) -> Result<Files, Error> {
    let mut files = Files::new();
    for name in files_below(folder)? {
        let is_prose = name.extension().is_some_and(|it| it == "md");
        if let (false, Ok(text)) = (is_prose, fs::read_to_string(folder.join(&name))) {
            files.insert(name, text);
        }
    }
    Ok(files)
}
