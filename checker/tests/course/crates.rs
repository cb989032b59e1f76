//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use checker::hands::expected::{file_stem, patches};
use checker::hands::workspace::{Subject, state_dir, write_if_changed};
use checker::vocabulary::course::{Course, Lesson, Variant};
use diffy::patch_set::{ParseOptions, PatchSet};
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

/// Writes the crates of a lesson, and only what has changed since last time.
pub(crate) fn write(course: &Course, lesson: &'static Lesson) -> Result<Vec<Crate>> {
    let maker = Maker {
        lesson,
        solution: course
            .root
            .join(Variant::Solution.folder())
            .join(lesson.folder()),
        crates: state_dir(&course.root).join("proof").join("crates"),
    };
    let stub = lesson.dir.join(Kind::Stub.folder());
    let mut crates = vec![
        maker.make(Kind::Solution, "", |_, text| Ok(text))?,
        maker.make(Kind::Stub, "", |file, text| {
            Ok(fs::read_to_string(stub.join(file)).unwrap_or(text))
        })?,
    ];
    for kind in [Kind::Mistake, Kind::Alternative] {
        for path in patches(&lesson.dir.join(kind.folder()))? {
            let patch = fs::read_to_string(&path)?;
            let krate = maker.make(kind, &file_stem(&path), |file, text| {
                apply(&patch, file, text)
            });
            crates.push(krate.map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(crates)
}

struct Maker {
    lesson: &'static Lesson,
    solution: PathBuf,
    crates: PathBuf,
}

impl Maker {
    /// Copies the solution into a folder of its own and passes each file through
    /// `change`, which is told its path from the crate's folder.
    fn make(
        &self,
        kind: Kind,
        id: &str,
        change: impl Fn(&Path, String) -> Result<String>,
    ) -> Result<Crate> {
        let Self {
            lesson,
            solution,
            crates,
        } = self;
        let label = format!("{}-{}-{id}", kind.word(), lesson.id).replace('.', "-");
        let label = label.trim_end_matches('-').to_owned();
        let dir = crates.join(&label);
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
        // A patch is about one step; the others need not be compiled with it.
        let of = id.split('.').next().unwrap_or_default();
        let steps = lesson.steps.iter().map(|step| step.id.clone());
        let subject = Subject {
            lesson,
            package: label.clone(),
            label,
            dir,
            prefixes: Vec::new(),
            steps: steps.filter(|step| id.is_empty() || step == of).collect(),
        };
        Ok(Crate {
            kind,
            id: id.to_owned(),
            subject,
        })
    }
}

/// Applies that part of a patch that is about `file`.
fn apply(patch: &str, file: &Path, text: String) -> Result<String> {
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
