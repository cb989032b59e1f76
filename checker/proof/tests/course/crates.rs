//! The crates that are tried: solutions, the stubs, and solutions with patches.

use answers::batch::{self, Batch, Patch};
use answers::patch::Files;
use answers::{CrateLocation, sources, write_crate};
use course::expected::{file_stem, files_of, mistake_file};
use course::lesson::{Course, Lesson};
use harness::seeding::{Substitution, draw};
use harness::workspace::{Subject, state_dir};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What a crate is to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ProofKind {
    Solution,
    Stub,
    Mistake,
    Alternative,
}

impl ProofKind {
    /// The word for it in the names of tests and crates.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Solution => "solution",
            Self::Stub => "stub",
            Self::Mistake => "mistake",
            Self::Alternative => "alternative",
        }
    }

    /// The folder in `checker/course/NN-name/` with the files of this kind.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Mistake => "mistakes",
            Self::Alternative => "alternatives",
            Self::Solution => "expected",
            Self::Stub => "stub",
        }
    }

    /// The files of a lesson that have a patch of this kind.
    pub(crate) fn files(self, lesson: &Lesson) -> Result<Vec<PathBuf>> {
        let extension = match self {
            Self::Mistake => "snap",
            _ => "patch",
        };
        Ok(files_of(&lesson.dir.join(self.folder()), extension)?)
    }

    /// The patch in a file of this kind.
    fn patch(self, path: &Path) -> Result<String> {
        Ok(match self {
            Self::Mistake => mistake_file(path)?.patch,
            _ => fs::read_to_string(path)?,
        })
    }
}

/// Identifies a crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The lesson's number.
    pub(crate) lesson: u32,
    pub(crate) kind: ProofKind,
    /// The id of a patch, such as `connect.typo`; empty without one.
    pub(crate) patch: String,
}

/// A crate and the proofs that it serves.
pub(crate) struct Crate {
    pub(crate) keys: Vec<Key>,
    pub(crate) subject: Subject<'static>,
}

/// The seed with which right answers are tried.
const SEED: u32 = 1;

/// If this variable is set, everything is tried with its seed, mistakes and named proofs, too.
const ONLY_SEED: &str = "COURSE_SEED";

/// Writes the crates of a lesson for the proofs in `asked`. In batches, patches share crates,
/// and right answers are tried with a seed: without one, `checker --variant solution` tries
/// them, and so does whoever names a proof.
pub(crate) fn write(
    course: &Course,
    lesson: &'static Lesson,
    asked: &BTreeSet<Key>,
    in_batches: bool,
) -> Result<Vec<Crate>> {
    let only = only_seed()?;
    let drawn = draw(lesson, only.unwrap_or(SEED))?;
    let substitution_of = |kind: ProofKind| {
        let is_wanted = only.is_some() || in_batches && kind != ProofKind::Mistake;
        is_wanted.then(|| drawn.clone())
    };
    let maker = Maker {
        lesson,
        solution: sources::solution(course, lesson)?,
        crates: state_dir(&course.root).join("proof").join("crates"),
    };
    let mut written = Vec::new();
    for kind in [ProofKind::Solution, ProofKind::Stub] {
        let key = Key {
            lesson: lesson.number,
            kind,
            patch: String::new(),
        };
        if asked.contains(&key) {
            written.push(maker.whole(key, substitution_of(kind))?);
        }
    }
    for kind in [ProofKind::Mistake, ProofKind::Alternative] {
        for batch in maker.batches(kind, asked, in_batches)? {
            written.push(maker.patched(written.len(), batch, substitution_of(kind))?);
        }
    }
    Ok(written)
}

/// The seed that is asked for, if one is.
pub(crate) fn only_seed() -> Result<Option<u32>> {
    let seed = env::var(ONLY_SEED).ok().map(|seed| seed.parse());
    Ok(seed.transpose()?)
}

struct Maker {
    lesson: &'static Lesson,
    solution: Files,
    crates: PathBuf,
}

impl Maker {
    /// The patches of a kind that are asked for, in batches or each on its own.
    fn batches(
        &self,
        kind: ProofKind,
        asked: &BTreeSet<Key>,
        in_batches: bool,
    ) -> Result<Vec<Batch<Key>>> {
        let mut wanted = Vec::new();
        for path in kind.files(self.lesson)? {
            let key = Key {
                lesson: self.lesson.number,
                kind,
                patch: file_stem(&path),
            };
            if asked.contains(&key) {
                let patch = Patch {
                    step: key.patch.split('.').next().unwrap_or_default().to_owned(),
                    text: kind.patch(&path)?,
                    key,
                };
                let solo = batch::solo(&self.solution, patch);
                wanted.push(solo.map_err(|why| format!("{}: {why}", path.display()))?);
            }
        }
        if !in_batches {
            return Ok(wanted);
        }
        let patches = wanted.into_iter().flat_map(|batch| batch.patches);
        Ok(batch::batches(&self.solution, patches.collect())?)
    }

    /// The solution, or the solution with the stubs in it: at all steps.
    fn whole(&self, key: Key, substitution: Option<Substitution>) -> Result<Crate> {
        let kind = key.kind;
        let files = match kind {
            ProofKind::Stub => sources::stub(self.lesson, &self.solution)?,
            _ => self.solution.clone(),
        };
        let steps = self.lesson.steps.iter().map(|step| step.id.clone());
        let label = format!("{}-{}", kind.word(), self.lesson.id);
        let subject = self.make(label, &files, steps.collect(), substitution)?;
        let keys = vec![key];
        Ok(Crate { keys, subject })
    }

    /// The solution with these patches, at their steps: the others need not be compiled.
    fn patched(
        &self,
        number: usize,
        batch: Batch<Key>,
        substitution: Option<Substitution>,
    ) -> Result<Crate> {
        let label = match &batch.patches[..] {
            [solo] => format!(
                "{}-{}-{}",
                solo.key.kind.word(),
                self.lesson.id,
                solo.key.patch
            ),
            _ => format!("batch-{}-{number}", self.lesson.id),
        };
        let members = batch.patches.into_iter();
        let (keys, steps) = members.map(|patch| (patch.key, patch.step)).unzip();
        let subject = self.make(label.replace('.', "-"), &batch.files, steps, substitution)?;
        Ok(Crate { keys, subject })
    }

    /// Writes a crate of these files into a folder of its own.
    fn make(
        &self,
        label: String,
        files: &Files,
        steps: Vec<String>,
        substitution: Option<Substitution>,
    ) -> Result<Subject<'static>> {
        let location = CrateLocation {
            dir: self.crates.join(&label),
            label,
            prefixes: Vec::new(),
        };
        let mut subject = write_crate(self.lesson, location, files, steps)?;
        subject.substitution = substitution;
        Ok(subject)
    }
}
