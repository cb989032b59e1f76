//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use checker::hands::expected::{file_stem, patches};
use checker::hands::workspace::{Subject, state_dir};
use checker::vocabulary::course::{Course, Lesson, Variant};
use diffy::patch_set::{ParseOptions, PatchSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// What a crate is to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Solution,
    Stub,
    Mistake,
    Alternative,
}

/// A crate and what it is for.
pub struct Crate {
    pub kind: Kind,
    /// `connect.typo` for a mistake or an alternative, else empty.
    pub id: String,
    pub subject: Subject<'static>,
}

/// The folder of patches of a kind.
pub fn folder(kind: Kind) -> &'static str {
    match kind {
        Kind::Mistake => "mistakes",
        Kind::Alternative => "alternatives",
        Kind::Solution | Kind::Stub => unreachable!("only patches have folders"),
    }
}

/// Writes the crates of a lesson, and only what has changed since last time.
pub fn write(course: &Course, lesson: &'static Lesson) -> Result<Vec<Crate>, Box<dyn Error>> {
    let solution = course
        .root
        .join(Variant::Solution.folder())
        .join(lesson.folder());
    let mut crates = vec![
        write_crate(course, lesson, &solution, Kind::Solution, "", |_, text| {
            Ok(text)
        })?,
        write_crate(course, lesson, &solution, Kind::Stub, "", |file, text| {
            Ok(fs::read_to_string(lesson.dir.join("stub").join(file)).unwrap_or(text))
        })?,
    ];
    for kind in [Kind::Mistake, Kind::Alternative] {
        for path in patches(&lesson.dir.join(folder(kind)))? {
            let patch = fs::read_to_string(&path)?;
            let id = file_stem(&path);
            let krate = write_crate(course, lesson, &solution, kind, &id, |file, text| {
                apply(&patch, file, text)
            });
            crates.push(krate.map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(crates)
}

/// Copies the solution into a folder of its own and passes each file through
/// `change`, which is told its path from the crate's folder.
fn write_crate(
    course: &Course,
    lesson: &'static Lesson,
    solution: &Path,
    kind: Kind,
    id: &str,
    change: impl Fn(&Path, String) -> Result<String, Box<dyn Error>>,
) -> Result<Crate, Box<dyn Error>> {
    let label = format!("{kind:?}-{}-{id}", lesson.id)
        .to_lowercase()
        .replace('.', "-");
    let label = label.trim_end_matches('-').to_owned();
    let dir = state_dir(&course.root)
        .join("proof")
        .join("crates")
        .join(&label);
    let mut changed = kind == Kind::Solution;
    for file in files_below(solution)? {
        let name = file.strip_prefix(solution)?;
        let old = fs::read_to_string(&file)?;
        let mut new = change(name, old.clone())?;
        changed |= new != old;
        if name == Path::new("Cargo.toml") {
            // One workspace holds one package of a name.
            new = new.replace(
                &format!("\"{}-solution\"", lesson.id),
                &format!("\"{label}\""),
            );
        }
        write_if_changed(&dir.join(name), &new)?;
    }
    if !changed {
        return Err("nothing differs from the solution".into());
    }
    let subject = Subject {
        lesson,
        package: label.clone(),
        label,
        dir,
    };
    Ok(Crate {
        kind,
        id: id.to_owned(),
        subject,
    })
}

/// Applies that part of a patch that is about `file`.
fn apply(patch: &str, file: &Path, text: String) -> Result<String, Box<dyn Error>> {
    for part in PatchSet::parse(patch, ParseOptions::unidiff()) {
        let part = part?;
        let patch = part.patch().as_text().ok_or("not a text patch")?;
        let of = patch
            .original()
            .and_then(|name| name.strip_prefix("a/"))
            .ok_or("a file named a/…")?;
        if Path::new(of) == file {
            return Ok(diffy::apply(&text, patch)?);
        }
    }
    Ok(text)
}

/// All files below a folder, sorted.
pub fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn write_if_changed(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)
}
