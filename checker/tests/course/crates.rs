//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use checker::hands::expected::{file_stem, patches};
use checker::hands::program::tool_path;
use checker::hands::workspace::{Subject, state_dir, write_if_changed};
use checker::vocabulary::course::{Course, Lesson, Variant};
use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What a crate is to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Solution,
    Stub,
    Mistake,
    Alternative,
}

impl Kind {
    /// How a test or a crate of this kind is called.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Solution => "solution",
            Self::Stub => "stub",
            Self::Mistake => "mistake",
            Self::Alternative => "alternative",
        }
    }

    /// The folder in `checker/course/NN-name/` with the patches of this kind.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Mistake => "mistakes",
            Self::Alternative => "alternatives",
            Self::Solution => "expected",
            Self::Stub => "stub",
        }
    }
}

/// A crate and what it is for.
pub(crate) struct Crate {
    pub(crate) kind: Kind,
    /// `connect.typo` for a mistake or an alternative, else empty.
    pub(crate) id: String,
    pub(crate) subject: Subject<'static>,
}

/// The text files of a crate, by their paths from its folder.
type Files = BTreeMap<PathBuf, String>;

/// Writes the crates of a lesson that are asked for by kind and id, and of each
/// only what has changed since last time.
pub(crate) fn write(
    course: &Course,
    lesson: &'static Lesson,
    is_asked: &dyn Fn(Kind, &str) -> bool,
) -> Result<Vec<Crate>> {
    let solution = course
        .root
        .join(Variant::Solution.folder())
        .join(lesson.folder());
    let maker = Maker {
        lesson,
        solution: read_files(&solution)?,
        crates: state_dir(&course.root).join("proof").join("crates"),
    };
    let mut crates = Vec::new();
    if is_asked(Kind::Solution, "") {
        crates.push(maker.make(Kind::Solution, "", maker.solution.clone())?);
    }
    if is_asked(Kind::Stub, "") {
        let mut stub = maker.solution.clone();
        stub.extend(read_files(&lesson.dir.join(Kind::Stub.folder()))?);
        crates.push(maker.make(Kind::Stub, "", stub)?);
    }
    for kind in [Kind::Mistake, Kind::Alternative] {
        for path in patches(&lesson.dir.join(kind.folder()))? {
            let id = file_stem(&path);
            if !is_asked(kind, &id) {
                continue;
            }
            let krate = patched(&maker.solution, &fs::read_to_string(&path)?)
                .and_then(|files| maker.make(kind, &id, files));
            crates.push(krate.map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(crates)
}

struct Maker {
    lesson: &'static Lesson,
    solution: Files,
    crates: PathBuf,
}

impl Maker {
    /// Writes a crate of these files into a folder of its own.
    fn make(&self, kind: Kind, id: &str, mut files: Files) -> Result<Crate> {
        let lesson = self.lesson;
        if kind != Kind::Solution && files == self.solution {
            return Err("nothing differs from the solution".into());
        }
        let label = format!("{}-{}-{id}", kind.word(), lesson.id).replace('.', "-");
        let label = label.trim_end_matches('-').to_owned();
        let dir = self.crates.join(&label);
        if let Some(manifest) = files.get_mut(Path::new("Cargo.toml")) {
            // One workspace holds one package of a name.
            let own = format!("\"{}-solution\"", lesson.id);
            *manifest = manifest.replace(&own, &format!("\"{label}\""));
        }
        fs::create_dir_all(&dir)?;
        for old in files_below(&dir)? {
            if !files.contains_key(old.strip_prefix(&dir)?) {
                fs::remove_file(old)?;
            }
        }
        for (name, text) in &files {
            write_if_changed(&dir.join(name), text)?;
        }
        // A patch is about one step; the others need not be compiled with it.
        let of = id.split('.').next().unwrap_or_default();
        let steps = lesson.steps.iter().map(|step| step.id.clone());
        let subject = Subject {
            lesson,
            package: label.clone(),
            label,
            has_tool: tool_path(&dir).is_file(),
            dir,
            prefixes: Vec::new(),
            steps: steps.filter(|step| id.is_empty() || step == of).collect(),
            keep: None,
        };
        Ok(Crate {
            kind,
            id: id.to_owned(),
            subject,
        })
    }
}

/// The files of a crate with a patch applied, which may also create, rename and
/// delete files.
fn patched(files: &Files, patch: &str) -> Result<Files> {
    let mut files = files.clone();
    let no_such = |name: &str| format!("there is no file {name}");
    for part in PatchSet::parse(patch, ParseOptions::unidiff()) {
        let part = part?;
        let text = part.patch().as_text().ok_or("not a text patch")?;
        match part.operation().strip_prefix(1) {
            FileOperation::Create(name) => {
                files.insert(PathBuf::from(&*name), diffy::apply("", text)?);
            }
            FileOperation::Delete(name) => {
                files
                    .remove(Path::new(&*name))
                    .ok_or_else(|| no_such(&name))?;
            }
            FileOperation::Modify { original, modified } => {
                let old = files.remove(Path::new(&*original));
                let new = diffy::apply(&old.ok_or_else(|| no_such(&original))?, text)?;
                files.insert(PathBuf::from(&*modified), new);
            }
            other => return Err(format!("cannot {other:?}; use git diff --no-renames").into()),
        }
    }
    Ok(files)
}

/// What a crate consists of. A database that its tool has left is no part of it.
fn read_files(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for path in files_below(folder)? {
        if let Ok(text) = fs::read_to_string(&path) {
            files.insert(path.strip_prefix(folder)?.to_owned(), text);
        }
    }
    Ok(files)
}

/// All files below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
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
