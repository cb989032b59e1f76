//! Crates that nobody keeps: a solution with a patch, or with the stubs in it.

use checker::hands::crates::{self, Place};
use checker::hands::expected::{file_stem, patches};
use checker::hands::workspace::{Subject, state_dir};
use checker::pure::company::{self, Patch};
use checker::pure::patch::{Files, changes};
use checker::vocabulary::course::{Course, Lesson};
use std::collections::BTreeSet;
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

/// A lesson's number, a kind, and the id of a patch or nothing.
pub(crate) type Key = (u32, Kind, String);

/// A crate and the proofs that it serves.
pub(crate) struct Crate {
    pub(crate) keys: Vec<Key>,
    pub(crate) subject: Subject<'static>,
}

/// Writes the crates of a lesson for the proofs in `asked`, and of each only what
/// has changed since last time. In company, patches share crates.
pub(crate) fn write(
    course: &Course,
    lesson: &'static Lesson,
    asked: &BTreeSet<Key>,
    in_company: bool,
) -> Result<Vec<Crate>> {
    let maker = Maker {
        lesson,
        solution: crates::solution(course, lesson)?,
        crates: state_dir(&course.root).join("proof").join("crates"),
    };
    let mut written = Vec::new();
    for kind in [Kind::Solution, Kind::Stub] {
        let key = (lesson.number, kind, String::new());
        if asked.contains(&key) {
            written.push(maker.whole(key)?);
        }
    }
    let mut wanted = Vec::new();
    for kind in [Kind::Mistake, Kind::Alternative] {
        for path in patches(&lesson.dir.join(kind.folder()))? {
            let key = (lesson.number, kind, file_stem(&path));
            if asked.contains(&key) {
                wanted.push(read(key, &path, &maker.solution)?);
            }
        }
    }
    let companies = if in_company {
        company::companies(wanted)
    } else {
        wanted.into_iter().map(|patch| vec![patch]).collect()
    };
    for (number, company) in (1..).zip(companies) {
        written.push(maker.patched(number, company)?);
    }
    Ok(written)
}

struct Maker {
    lesson: &'static Lesson,
    solution: Files,
    crates: PathBuf,
}

impl Maker {
    /// The solution, or the solution with the stubs in it: at all steps.
    fn whole(&self, key: Key) -> Result<Crate> {
        let kind = key.1;
        let files = match kind {
            Kind::Stub => crates::stub(self.lesson, &self.solution)?,
            _ => self.solution.clone(),
        };
        let steps = self.lesson.steps.iter().map(|step| step.id.clone());
        let label = format!("{}-{}", kind.word(), self.lesson.id);
        self.make(label, vec![key], &files, steps.collect())
    }

    /// The solution with these patches. Each is about one step; the others need
    /// not be compiled.
    fn patched(&self, number: usize, company: Vec<Patch<Key>>) -> Result<Crate> {
        let label = match &company[..] {
            [alone] => format!("{}-{}-{}", alone.key.1.word(), self.lesson.id, alone.key.2),
            _ => format!("company-{}-{number}", self.lesson.id),
        };
        let files = company::patched(&self.solution, &company);
        let members = company.into_iter().map(|patch| (patch.key, patch.step));
        let (keys, steps) = members.unzip();
        self.make(label.replace('.', "-"), keys, &files, steps)
    }

    /// Writes a crate of these files into a folder of its own.
    fn make(
        &self,
        label: String,
        keys: Vec<Key>,
        files: &Files,
        steps: Vec<String>,
    ) -> Result<Crate> {
        let place = Place {
            dir: self.crates.join(&label),
            label,
            prefixes: Vec::new(),
        };
        let subject = crates::write(self.lesson, place, files, steps)?;
        Ok(Crate { keys, subject })
    }
}

/// The patch of `solution` in the file `path`.
fn read(key: Key, path: &Path, solution: &Files) -> Result<Patch<Key>> {
    let changes = changes(solution, &crates::patched(solution, path)?);
    if changes.is_empty() {
        let path = path.display();
        return Err(format!("{path}: nothing differs from the solution").into());
    }
    Ok(Patch {
        step: key.2.split('.').next().unwrap_or_default().to_owned(),
        key,
        changes,
    })
}
