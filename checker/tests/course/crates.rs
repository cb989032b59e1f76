//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use crate::company;
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
    /// The same crate, tried with other names and numbers.
    pub(crate) seeded: Option<Subject<'static>>,
}

/// Draws the names and numbers with which right answers are tried once more.
const SEED: u32 = 1;

/// If it is set, all is tried with this seed, mistakes too, and nothing without.
const ONLY_SEED: &str = "COURSE_SEED";

/// The text files of a crate, by their paths from its folder.
type Files = BTreeMap<PathBuf, String>;

/// Writes the crates of a lesson for the proofs in `asked`, and of each only what
/// has changed since last time. In company, patches share crates.
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
    let maker = Maker {
        lesson,
        disguise: disguise(lesson, only.unwrap_or(SEED))?,
        is_always_disguised: only.is_some(),
        solution: read_files(&solution)?,
        crates: state_dir(&course.root).join("proof").join("crates"),
    };
    let mut crates = Vec::new();
    for kind in [Kind::Solution, Kind::Stub] {
        let key = (lesson.number, kind, String::new());
        if asked.contains(&key) {
            crates.push(maker.whole(key)?);
        }
    }
    let mut wanted = Vec::new();
    // Alternatives come first, and so into few companies: these are built twice.
    for kind in [Kind::Alternative, Kind::Mistake] {
        for path in patches(&lesson.dir.join(kind.folder()))? {
            let key = (lesson.number, kind, file_stem(&path));
            if asked.contains(&key) {
                let patch = Patch::read(key, &path, &maker.solution);
                wanted.push(patch.map_err(|error| format!("{}: {error}", path.display()))?);
            }
        }
    }
    let companies = if in_company {
        company::of(wanted)
    } else {
        wanted.into_iter().map(|patch| vec![patch]).collect()
    };
    for (number, company) in (1..).zip(companies) {
        crates.push(maker.patched(number, company)?);
    }
    Ok(crates)
}

struct Maker {
    lesson: &'static Lesson,
    disguise: Disguise,
    is_always_disguised: bool,
    solution: Files,
    crates: PathBuf,
}

impl Maker {
    /// The solution, or the solution with the stubs in it: at all steps.
    fn whole(&self, key: Key) -> Result<Crate> {
        let kind = key.1;
        let mut files = self.solution.clone();
        if kind == Kind::Stub {
            files.extend(read_files(&self.lesson.dir.join(kind.folder()))?);
        }
        let steps = self.lesson.steps.iter().map(|step| step.id.clone());
        let label = format!("{}-{}", kind.word(), self.lesson.id);
        self.make(label, vec![key], files, steps.collect())
    }

    /// The solution with these patches. Each is about one step; the others need
    /// not be compiled.
    fn patched(&self, number: usize, company: Vec<Patch>) -> Result<Crate> {
        let label = match &company[..] {
            [alone] => format!("{}-{}-{}", alone.key.1.word(), self.lesson.id, alone.key.2),
            _ => format!("company-{}-{number}", self.lesson.id),
        };
        let mut files = self.solution.clone();
        let mut keys = Vec::new();
        let mut steps = Vec::new();
        for patch in company {
            steps.push(patch.step().to_owned());
            for (name, text) in patch.changes {
                match text {
                    Some(text) => files.insert(name, text),
                    None => files.remove(&name),
                };
            }
            keys.push(patch.key);
        }
        self.make(label.replace('.', "-"), keys, files, steps)
    }

    /// Writes a crate of these files into a folder of its own.
    fn make(
        &self,
        label: String,
        keys: Vec<Key>,
        mut files: Files,
        steps: Vec<String>,
    ) -> Result<Crate> {
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
        let disguise = self.is_always_disguised.then(|| self.disguise.clone());
        let subject = Subject {
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
        };
        Ok(Crate {
            seeded: self.seeded(&keys, &subject),
            keys,
            subject,
        })
    }

    /// A second program of a crate, for the steps at which it is to show what does not
    /// depend on names and numbers. A mistake is known by its record, which is the same
    /// for all of them.
    fn seeded(&self, keys: &[Key], subject: &Subject<'static>) -> Option<Subject<'static>> {
        let steps = subject.steps.iter().filter(|step| {
            let is_of_step = |id: &str| id.is_empty() || id.split('.').next() == Some(step);
            let mut keys = keys.iter();
            keys.any(|(_, kind, id)| *kind != Kind::Mistake && is_of_step(id))
        });
        let steps: Vec<String> = steps.cloned().collect();
        let is_wanted = !steps.is_empty() && !self.is_always_disguised;
        is_wanted.then(|| Subject {
            label: format!("seeded-{}", subject.label),
            steps,
            disguise: Some(self.disguise.clone()),
            ..subject.clone()
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
    /// The files that are different, by their paths in the crate. None: deleted.
    pub(crate) changes: BTreeMap<PathBuf, Option<String>>,
}

impl Patch {
    /// Applies the patch in the file `path` to `solution`.
    fn read(key: Key, path: &Path, solution: &Files) -> Result<Self> {
        let files = patched(solution, &fs::read_to_string(path)?)?;
        let names: BTreeSet<&PathBuf> = solution.keys().chain(files.keys()).collect();
        let differs = names
            .into_iter()
            .filter(|name| solution.get(*name) != files.get(*name));
        let changes: BTreeMap<_, _> = differs
            .map(|name| (name.clone(), files.get(name).cloned()))
            .collect();
        if changes.is_empty() {
            return Err("nothing differs from the solution".into());
        }
        Ok(Self { key, changes })
    }

    /// The step that it is about.
    pub(crate) fn step(&self) -> &str {
        self.key.2.split('.').next().unwrap_or_default()
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
    for name in files_below(folder)? {
        if let Ok(text) = fs::read_to_string(folder.join(&name)) {
            files.insert(name, text);
        }
    }
    Ok(files)
}
