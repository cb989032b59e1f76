//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use answers::company::{self, Company, Patch};
use answers::crates::{self, Place};
use answers::patch::Files;
use course::expected::{file_stem, files_of, mistake_file};
use course::lesson::{Course, Lesson};
use harness::seeding::Substitution;
use harness::seeding::draw;
use harness::workspace::{Subject, state_dir};
use std::collections::BTreeSet;
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

    /// The folder in `checker/course/NN-name/` with the files of this kind.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Mistake => "mistakes",
            Self::Alternative => "alternatives",
            Self::Solution => "expected",
            Self::Stub => "stub",
        }
    }

    /// The files of a lesson that each have a patch of this kind.
    pub(crate) fn files(self, lesson: &Lesson) -> Result<Vec<PathBuf>> {
        let extension = match self {
            Self::Mistake => "snap",
            _ => "patch",
        };
        Ok(files_of(&lesson.dir.join(self.folder()), extension)?)
    }

    /// The patch in a file of this kind. What stands before it is passed over.
    fn patch(self, path: &Path) -> Result<String> {
        Ok(match self {
            Self::Mistake => mistake_file(path)?.patch,
            _ => fs::read_to_string(path)?,
        })
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
    let only = only_seed()?;
    let drawn = draw(lesson, only.unwrap_or(SEED))?;
    let substitution_of = |kind: Kind| {
        let is_wanted = only.is_some() || in_company && kind != Kind::Mistake;
        is_wanted.then(|| drawn.clone())
    };
    let maker = Maker {
        lesson,
        solution: crates::solution(course, lesson)?,
        crates: state_dir(&course.root).join("proof").join("crates"),
    };
    let mut written = Vec::new();
    for kind in [Kind::Solution, Kind::Stub] {
        let key = (lesson.number, kind, String::new());
        if asked.contains(&key) {
            written.push(maker.whole(key, substitution_of(kind))?);
        }
    }
    for kind in [Kind::Mistake, Kind::Alternative] {
        for company in maker.companies(kind, asked, in_company)? {
            written.push(maker.patched(written.len(), company, substitution_of(kind))?);
        }
    }
    Ok(written)
}

fn only_seed() -> Result<Option<u32>> {
    let seed = env::var(ONLY_SEED).ok().map(|seed| seed.parse());
    Ok(seed.transpose()?)
}

struct Maker {
    lesson: &'static Lesson,
    solution: Files,
    crates: PathBuf,
}

impl Maker {
    /// The patches of a kind that are asked for, together or each alone.
    fn companies(
        &self,
        kind: Kind,
        asked: &BTreeSet<Key>,
        in_company: bool,
    ) -> Result<Vec<Company<Key>>> {
        let mut wanted = Vec::new();
        for path in kind.files(self.lesson)? {
            let key = (self.lesson.number, kind, file_stem(&path));
            if asked.contains(&key) {
                let patch = Patch {
                    step: key.2.split('.').next().unwrap_or_default().to_owned(),
                    text: kind.patch(&path)?,
                    key,
                };
                let alone = company::alone(&self.solution, patch);
                wanted.push(alone.map_err(|why| format!("{}: {why}", path.display()))?);
            }
        }
        if !in_company {
            return Ok(wanted);
        }
        let patches = wanted.into_iter().flat_map(|company| company.patches);
        Ok(company::companies(&self.solution, patches.collect())?)
    }

    /// The solution, or the solution with the stubs in it: at all steps.
    fn whole(&self, key: Key, substitution: Option<Substitution>) -> Result<Crate> {
        let kind = key.1;
        let files = match kind {
            Kind::Stub => crates::stub(self.lesson, &self.solution)?,
            _ => self.solution.clone(),
        };
        let steps = self.lesson.steps.iter().map(|step| step.id.clone());
        let label = format!("{}-{}", kind.word(), self.lesson.id);
        let subject = self.make(label, &files, steps.collect(), substitution)?;
        let keys = vec![key];
        Ok(Crate { keys, subject })
    }

    /// The solution with these patches. Each is about one step; the others need
    /// not be compiled.
    fn patched(
        &self,
        number: usize,
        company: Company<Key>,
        substitution: Option<Substitution>,
    ) -> Result<Crate> {
        let label = match &company.patches[..] {
            [alone] => format!("{}-{}-{}", alone.key.1.word(), self.lesson.id, alone.key.2),
            _ => format!("company-{}-{number}", self.lesson.id),
        };
        let members = company.patches.into_iter();
        let (keys, steps) = members.map(|patch| (patch.key, patch.step)).unzip();
        let subject = self.make(label.replace('.', "-"), &company.files, steps, substitution)?;
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
        let place = Place {
            dir: self.crates.join(&label),
            label,
            prefixes: Vec::new(),
        };
        let mut subject = crates::write(self.lesson, place, files, steps)?;
        subject.substitution = substitution;
        Ok(subject)
    }
}
