//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use crate::company::{self, Company};
use checker::hands::expected::{file_stem, patches};
use checker::hands::lesson_files::files_below;
use checker::hands::program::tool_path;
use checker::hands::seeded::disguise;
use checker::hands::workspace::{Subject, state_dir, write_if_changed};
use checker::pure::disguise::Disguise;
use checker::vocabulary::course::{Course, Lesson, Variant};
use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

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

/// A lesson's number, a kind, and the id of a patch or nothing.
pub(crate) type Key = (u32, Kind, String);

/// A crate and the proofs that it serves.
pub(crate) struct Crate {
    pub(crate) keys: Vec<Key>,
    pub(crate) subject: Subject<'static>,
}

/// Draws the names and numbers with which right answers are tried.
const SEED: u32 = 1;

/// If it is set, all is tried with this seed: mistakes, too, and what is named.
const ONLY_SEED: &str = "COURSE_SEED";

/// The text files of a crate, by their paths from its folder.
pub(crate) type Files = BTreeMap<PathBuf, String>;

/// Writes the crates of a lesson for the proofs in `asked`, and of each only what
/// has changed since last time. In company, patches share crates, and right answers
/// are tried with other names and numbers than the course's own: those are what
/// `checker --variant solution` tries, and whoever names a proof.
pub(crate) fn write(
    course: &Course,
    lesson: &'static Lesson,
    asked: &BTreeSet<Key>,
    in_company: bool,
) -> Result<Vec<Crate>> {
    let solution = course
        .root
        .join(Variant::Solution.folder())
        .join(lesson.folder());
    let only = only_seed()?;
    let drawn = disguise(lesson, only.unwrap_or(SEED))?;
    let disguise_of = |kind: Kind| {
        let is_wanted = only.is_some() || in_company && kind != Kind::Mistake;
        is_wanted.then(|| drawn.clone())
    };
    let maker = Maker {
        lesson,
        solution: read_files(&solution)?,
        crates: state_dir(&course.root).join("proof").join("crates"),
    };
    let mut crates = Vec::new();
    for kind in [Kind::Solution, Kind::Stub] {
        let key = (lesson.number, kind, String::new());
        if asked.contains(&key) {
            crates.push(maker.whole(key, disguise_of(kind))?);
        }
    }
    for kind in [Kind::Mistake, Kind::Alternative] {
        let mut wanted = Vec::new();
        for path in patches(&lesson.dir.join(kind.folder()))? {
            let key = (lesson.number, kind, file_stem(&path));
            if asked.contains(&key) {
                let patch = Patch::read(key, &path);
                wanted.push(patch.map_err(|error| format!("{}: {error}", path.display()))?);
            }
        }
        for company in company::of(&maker.solution, wanted, in_company)? {
            crates.push(maker.patched(crates.len(), company, disguise_of(kind))?);
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
    /// The solution, or the solution with the stubs in it: at all steps.
    fn whole(&self, key: Key, disguise: Option<Disguise>) -> Result<Crate> {
        let kind = key.1;
        let mut files = self.solution.clone();
        if kind == Kind::Stub {
            files.extend(read_files(&self.lesson.dir.join(kind.folder()))?);
        }
        let steps = self.lesson.steps.iter().map(|step| step.id.clone());
        let label = format!("{}-{}", kind.word(), self.lesson.id);
        let subject = self.make(label, files, steps.collect(), disguise)?;
        Ok(Crate {
            keys: vec![key],
            subject,
        })
    }

    /// The solution with these patches. Each is about one step; the others need
    /// not be compiled.
    fn patched(
        &self,
        number: usize,
        company: Company,
        disguise: Option<Disguise>,
    ) -> Result<Crate> {
        let label = match &company.patches[..] {
            [alone] => format!("{}-{}-{}", alone.key.1.word(), self.lesson.id, alone.key.2),
            _ => format!("company-{}-{number}", self.lesson.id),
        };
        let of_patches = company.patches.iter();
        let steps = of_patches.map(|patch| patch.step().to_owned()).collect();
        let subject = self.make(label.replace('.', "-"), company.files, steps, disguise)?;
        let keys = company.patches.into_iter().map(|patch| patch.key).collect();
        Ok(Crate { keys, subject })
    }

    /// Writes a crate of these files into a folder of its own.
    fn make(
        &self,
        label: String,
        mut files: Files,
        steps: Vec<String>,
        disguise: Option<Disguise>,
    ) -> Result<Subject<'static>> {
        let lesson = self.lesson;
        let dir = self.crates.join(&label);
        if let Some(manifest) = files.get_mut(Path::new("Cargo.toml")) {
            // One workspace holds one package of a name.
            let own = format!("\"{}-solution\"", lesson.id);
            *manifest = manifest.replace(&own, &format!("\"{label}\""));
        }
        fs::create_dir_all(&dir)?;
        for old in files_below(&dir)? {
            if !files.contains_key(&old) {
                fs::remove_file(dir.join(old))?;
            }
        }
        for (name, text) in &files {
            write_if_changed(&dir.join(name), text)?;
        }
        Ok(Subject {
            lesson,
            package: label.clone(),
            label,
            has_tool: tool_path(&dir).is_file(),
            dir,
            prefixes: Vec::new(),
            steps,
            keep: None,
            disguise,
            sandbox: None,
        })
    }
}

fn only_seed() -> Result<Option<u32>> {
    let seed = env::var(ONLY_SEED).ok().map(|seed| seed.parse());
    Ok(seed.transpose()?)
}

/// A patch of a solution.
pub(crate) struct Patch {
    pub(crate) key: Key,
    text: String,
}

impl Patch {
    fn read(key: Key, path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)?;
        Ok(Self { key, text })
    }

    /// The step that it is about.
    pub(crate) fn step(&self) -> &str {
        self.key.2.split('.').next().unwrap_or_default()
    }

    /// The files of a crate with this patch applied, which may also create, rename and
    /// delete files.
    pub(crate) fn applied_to(&self, files: &Files) -> Result<Files> {
        let mut files = files.clone();
        let no_such = |name: &str| format!("there is no file {name}");
        for part in PatchSet::parse(&self.text, ParseOptions::unidiff()) {
            let part = part?;
            let text = part.patch().as_text().ok_or("not a text patch")?;
            match part.operation().strip_prefix(1) {
                FileOperation::Create(name) => {
                    let old = files.insert(PathBuf::from(&*name), diffy::apply("", text)?);
                    if old.is_some() {
                        return Err(format!("there is a file {name} already").into());
                    }
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
}

/// What a crate consists of. A database that its tool has left is no part of it.
fn read_files(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for name in files_below(folder)? {
        if let Ok(text) = fs::read_to_string(folder.join(&name)) {
            files.insert(name, text);
        }
    }
    Ok(files)
}
