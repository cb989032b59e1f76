//! The crates that are tried: solutions, the stubs, and solutions with patches.

use crate::slots::Candidate;
use answers::batch::{self, Batch, Patch};
use answers::patch::Files;
use answers::sources;
use course::expected::{file_stem, files_of, mistake_file};
use course::lesson::{Course, Lesson};
use harness::seeding::draw;
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
    pub(crate) candidate: Candidate,
}

/// The seed with which right answers are tried.
const SEED: u32 = 1;

/// If this variable is set, everything is tried with its seed, mistakes and named proofs, too.
const ONLY_SEED: &str = "COURSE_SEED";

/// How crates are made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Making {
    /// Whether patches share crates.
    pub(crate) in_batches: bool,
    /// Whether right answers are tried with a seed. Without one, `checker --variant solution`
    /// tries them, and so does whoever names a proof.
    pub(crate) is_seeded: bool,
}

/// The crates of a lesson for the proofs in `asked`, at these steps.
pub(crate) fn of_lesson(
    course: &Course,
    lesson: &'static Lesson,
    steps: &[String],
    asked: &BTreeSet<Key>,
    making: Making,
) -> Result<Vec<Crate>> {
    let only = only_seed()?;
    let drawn = draw(lesson, only.unwrap_or(SEED))?;
    let solution = sources::solution(course, lesson)?;
    let mut crates = Vec::new();
    // Those with the same step files come one after another.
    for kind in [
        ProofKind::Solution,
        ProofKind::Stub,
        ProofKind::Alternative,
        ProofKind::Mistake,
    ] {
        let is_seeded = only.is_some() || making.is_seeded && kind != ProofKind::Mistake;
        let candidate = |keys: &[Key], files: Files| Candidate {
            lesson,
            files,
            steps: steps
                .iter()
                .filter(|step| is_about(keys, step))
                .cloned()
                .collect(),
            substitution: is_seeded.then(|| drawn.clone()),
            // A right answer must hold as a student's is built, and so must a mistake that is
            // on its own.
            is_one_crate: making.in_batches && kind == ProofKind::Mistake,
        };
        let made = match kind {
            ProofKind::Solution => whole(lesson, kind, solution.clone(), asked),
            ProofKind::Stub => whole(lesson, kind, sources::stub(lesson, &solution)?, asked),
            _ => patched(lesson, kind, &solution, asked, making.in_batches)?,
        };
        crates.extend(made.into_iter().map(|(keys, files)| Crate {
            candidate: candidate(&keys, files),
            keys,
        }));
    }
    Ok(crates)
}

/// Whether a crate with these keys is run at a step.
fn is_about(keys: &[Key], step: &str) -> bool {
    keys.iter()
        .any(|key| key.patch.is_empty() || key.patch.split('.').next() == Some(step))
}

/// The seed that is asked for, if one is.
pub(crate) fn only_seed() -> Result<Option<u32>> {
    let seed = env::var(ONLY_SEED).ok().map(|seed| seed.parse());
    Ok(seed.transpose()?)
}

/// The solution, or the solution with the stubs in it, if that is asked for.
fn whole(
    lesson: &Lesson,
    kind: ProofKind,
    files: Files,
    asked: &BTreeSet<Key>,
) -> Vec<(Vec<Key>, Files)> {
    let key = Key {
        lesson: lesson.number,
        kind,
        patch: String::new(),
    };
    let is_asked = asked.contains(&key);
    is_asked.then(|| (vec![key], files)).into_iter().collect()
}

/// The solution with the patches of a kind that are asked for, in batches or each on its own.
fn patched(
    lesson: &Lesson,
    kind: ProofKind,
    solution: &Files,
    asked: &BTreeSet<Key>,
    in_batches: bool,
) -> Result<Vec<(Vec<Key>, Files)>> {
    let mut wanted: Vec<Batch<Key>> = Vec::new();
    for path in kind.files(lesson)? {
        let key = Key {
            lesson: lesson.number,
            kind,
            patch: file_stem(&path),
        };
        if asked.contains(&key) {
            let patch = Patch {
                step: key.patch.split('.').next().unwrap_or_default().to_owned(),
                text: kind.patch(&path)?,
                key,
            };
            let solo = batch::solo(solution, patch);
            wanted.push(solo.map_err(|why| format!("{}: {why}", path.display()))?);
        }
    }
    if in_batches {
        let patches = wanted.into_iter().flat_map(|batch| batch.patches);
        wanted = batch::batches(solution, patches.collect())?;
    }
    let made = wanted.into_iter().map(|batch| {
        let keys = batch.patches.into_iter().map(|patch| patch.key);
        (keys.collect(), batch.files)
    });
    Ok(made.collect())
}
