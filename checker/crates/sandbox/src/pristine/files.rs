//! The files of a pristine course.

use course::error::Error;
use course::files::files_below;
use course::given;
use course::lesson::{Course, Lesson};
use harness::workspace::root_manifest;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the crates that every generated program depends on, and these.
pub(super) const CRATES: &str = "checker/crates";
const LINKED: [&str; 2] = ["checker/crates/scenario", "checker/crates/workspace-hack"];

/// The files of a tree, by their paths from its top.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The folder of a lesson, from the root of the course.
pub(crate) fn in_lessons(lesson: &Lesson) -> PathBuf {
    Path::new("lessons").join(lesson.folder())
}

/// All files of the pristine course.
pub(super) fn of_course(course: &Course) -> Result<Files, Error> {
    let root = &course.root;
    let mut files = Files::new();
    let members = LINKED.into_iter().chain(["lessons/*"]).map(str::to_owned);
    let manifest = root_manifest(root, members.collect())?;
    files.insert("Cargo.toml".into(), manifest.to_string().into_bytes());
    for name in ["Cargo.lock", ".cargo/config.toml"] {
        take(root, Path::new(name), &mut files)?;
    }
    for folder in LINKED {
        take_folder(root, Path::new(folder), &mut files)?;
    }
    for lesson in &course.lessons {
        let folder = Path::new("checker/course").join(lesson.folder());
        take_folder(root, &folder.join("scenarios"), &mut files)?;
        take_folder(root, &folder.join("stub"), &mut files)?;
        let folder = in_lessons(lesson);
        take(root, &folder.join("Cargo.toml"), &mut files)?;
        take(root, &folder.join("README.md"), &mut files)?;
        for (name, content) in given::of_lesson(course, lesson)? {
            files.extend(content.map(|content| (folder.join(name), content)));
        }
    }
    Ok(files)
}

fn take_folder(root: &Path, folder: &Path, files: &mut Files) -> Result<(), Error> {
    for name in files_below(&root.join(folder))? {
        take(root, &folder.join(name), files)?;
    }
    Ok(())
}

fn take(root: &Path, name: &Path, files: &mut Files) -> Result<(), Error> {
    let path = root.join(name);
    match fs::read(&path) {
        Ok(content) => {
            files.insert(name.to_owned(), content);
            Ok(())
        }
        // A student may have removed it; the course works without.
        Err(_) if name.ends_with("README.md") => Ok(()),
        Err(error) => Err(Error::course(&path, error)),
    }
}

/// The files that decide what libraries are compiled: those of the crates that every program
/// depends on, manifests, versions and settings.
pub(super) fn of_libraries(files: &Files) -> impl Iterator<Item = (&PathBuf, &Vec<u8>)> {
    let is_of_lesson = |name: &Path| {
        let is_code = name.starts_with("checker/course") || name.starts_with("lessons");
        is_code && !name.ends_with("Cargo.toml")
    };
    files.iter().filter(move |(name, _)| !is_of_lesson(name))
}

/// The lessons without code: their manifests, and what cargo looks for.
pub(super) fn hollow(files: &Files) -> Files {
    let hollow = |(name, content): (&PathBuf, &Vec<u8>)| {
        let content = match name.file_name()?.to_str()? {
            "Cargo.toml" | "Cargo.lock" => content.clone(),
            "lib.rs" => Vec::new(),
            "build.rs" => b"fn main() {}\n".to_vec(),
            _ => return None,
        };
        Some((name.clone(), content))
    };
    files.iter().filter_map(hollow).collect()
}

/// Whether a folder holds these files.
pub(crate) fn are_in(files: &Files, folder: &Path) -> bool {
    let mut files = files.iter();
    files.all(|(name, content)| fs::read(folder.join(name)).is_ok_and(|old| old == *content))
}

/// Makes a folder hold exactly these files. Those that would not change are not touched: cargo
/// compiles whatever has a new time.
pub(crate) fn write(files: &Files, folder: &Path) -> Result<(), Error> {
    for name in files_below(folder)? {
        if !files.contains_key(&name) {
            let path = folder.join(name);
            let removing = Error::while_doing(format!("remove {}", path.display()));
            fs::remove_file(&path).map_err(removing)?;
        }
    }
    for (name, content) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|old| old == *content) {
            continue;
        }
        let writing = || Error::while_doing(format!("write {}", path.display()));
        fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(writing())?;
        fs::write(&path, content).map_err(writing())?;
    }
    Ok(())
}
