//! Writes the crate of an answer into a generated workspace.

use crate::patch::Files;
use course::error::Error;
use course::files::{files_below, write_if_changed};
use course::lesson::{Course, Lesson, Variant};
use harness::workspace::{Purpose, Subject, clone_name, tool_path};
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// Where a crate is written, and its name there.
#[derive(Debug, Clone)]
pub struct CrateLocation {
    /// The folder of the crate.
    pub dir: PathBuf,
    /// The name of its package, unique in its workspace.
    pub label: String,
    /// See [`Subject::prefixes`].
    pub prefixes: Vec<String>,
}

impl CrateLocation {
    /// A crate in the workspace that is generated for `purpose`. Its folder ends like a
    /// student's, so that its files have the names that students know. Two clones of the
    /// course may share a target directory, and cargo tells crates by their paths in the
    /// workspace: so the path has the clone's name in it.
    pub fn new(
        course: &Course,
        purpose: Purpose,
        label: &str,
        variant: Variant,
        lesson: &Lesson,
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

/// Writes a crate that answers these steps of `lesson`. Files that would not change are not
/// touched, so that cargo sees nothing to do.
pub fn write_crate<'c>(
    lesson: &'c Lesson,
    location: CrateLocation,
    files: &Files,
    steps: Vec<String>,
) -> Result<Subject<'c>, Error> {
    let CrateLocation {
        dir,
        label,
        prefixes,
    } = location;
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
        is_one_crate: false,
    })
}
