//! What has been proved in this checkout. A proof is known again by a digest of all that it
//! depends on: this program (in which harness and course are), the compiler, what generated
//! programs share, and those files of the lesson that concern the step.

use crate::crates::{ProofKind, only_seed};
use crate::proof::{self, COURSE, Proof, SERVERS};
use crate::rules::require;
use course::expected::is_of;
use course::files::files_below;
use course::lesson::Lesson;
use harness::stable_hash::StableHasher;
use harness::versions::output_of;
use harness::workspace::state_dir;
use libtest_mimic::Failed;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::Hasher;
use std::io;
use std::path::{Path, PathBuf};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// The crates that are part of each generated program, apart from its lesson.
const SHARED: [&str; 2] = ["checker/crates/scenario", "checker/crates/workspace-hack"];

/// The folders of a lesson with one file, or several, for each of its steps.
const BY_STEP: [&str; 5] = ["alternatives", "expected", "mistakes", "scenarios", "steps"];

/// The fingerprints of all proofs, as things are now.
pub(crate) struct Fingerprints {
    common: Digest,
    of_steps: BTreeMap<(u32, String, ProofKind), Digest>,
}

impl Fingerprints {
    pub(crate) fn now() -> Result<Self> {
        Ok(Self {
            common: Digest::common()?,
            of_steps: BTreeMap::new(),
        })
    }

    pub(crate) fn of(&mut self, proof: &Proof) -> Result<Fingerprint> {
        let step = (proof.lesson.number, proof.step_id().to_owned(), proof.kind);
        let digest = match self.of_steps.entry(step) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.common.of_step(proof)?),
        };
        let name = proof.name().replace("::", "/");
        Ok(Fingerprint {
            file: state_dir(&COURSE.root).join("proof/passed").join(name),
            digest: format!("{:016x}", digest.0.finish()),
        })
    }
}

/// A digest of what a proof depends on, and the file with the one with which it held last.
pub(crate) struct Fingerprint {
    file: PathBuf,
    digest: String,
}

impl Fingerprint {
    /// Whether the proof held when all was as it is now.
    pub(crate) fn is_known(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|known| known == self.digest)
    }

    /// Remembers that the proof held. A file that is written only in part is no digest.
    pub(crate) fn remember(&self) -> io::Result<()> {
        fs::create_dir_all(self.file.parent().unwrap_or(&self.file))?;
        fs::write(&self.file, &self.digest)
    }
}

/// A digest of files and words.
#[derive(Clone, Default)]
struct Digest(StableHasher);

impl Digest {
    /// What all proofs depend on.
    fn common() -> Result<Self> {
        let mut digest = Self::default();
        // To read a program of this size takes a second. cargo links it only when it changes.
        let program = fs::metadata(std::env::current_exe()?)?;
        digest.add(format!("{} {:?}", program.len(), program.modified()?));
        digest.add(output_of("rustc", &["-vV"])?);
        digest.add(format!("{:?} {:?}", SERVERS.found(), only_seed()?));
        for name in ["Cargo.toml", "Cargo.lock"] {
            digest.add_file(&COURSE.root.join(name))?;
        }
        for name in SHARED {
            digest.add_folder(&COURSE.root.join(name), |_| true)?;
        }
        Ok(digest)
    }

    /// The same with what proofs of this kind at this step depend on.
    fn of_step(&self, proof: &Proof) -> Result<Self> {
        let mut digest = self.clone();
        let solution = COURSE.root.join("solutions").join(proof.lesson.folder());
        let is_code = |name: &Path| name.extension().is_none_or(|it| it != "md");
        digest.add_folder(&solution, is_code)?;
        digest.add_folder(&proof.lesson.dir, |name| concerns(proof, name))?;
        Ok(digest)
    }

    fn add_folder(&mut self, folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<()> {
        let names = files_below(folder)?;
        for name in names.iter().filter(|name| is_wanted(name)) {
            self.add(name.as_os_str().as_encoded_bytes());
            self.add_file(&folder.join(name))?;
        }
        Ok(())
    }

    fn add_file(&mut self, path: &Path) -> Result<()> {
        self.add(fs::read(path)?);
        Ok(())
    }

    /// With its length, so that parts cannot run into each other.
    fn add(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.0.write(&part.len().to_le_bytes());
        self.0.write(part);
    }
}

/// Whether a proof depends on a file of its lesson. A mistake depends on the others of its step,
/// from which it is told apart.
fn concerns(proof: &Proof, name: &Path) -> bool {
    let folder = name.parent().and_then(Path::to_str).unwrap_or_default();
    let is_patch = ["alternatives", "mistakes"].contains(&folder);
    let is_of_other_kind = is_patch && folder != proof.kind.folder();
    let is_of_other_step = step_of(proof.lesson, name).is_some_and(|step| step != proof.step_id());
    !is_of_other_kind && !is_of_other_step
}

/// The step that a file of a lesson is about, if it is about one alone.
fn step_of<'l>(lesson: &'l Lesson, name: &Path) -> Option<&'l str> {
    let folder = name.parent()?.to_str()?;
    let mut steps = lesson.steps.iter();
    let step = steps.find(|step| BY_STEP.contains(&folder) && is_of(name, &step.id));
    step.map(|step| &*step.id)
}

/// No file can change without a proof that is made anew, and none of another step.
pub(crate) fn each_file_is_in_a_fingerprint(lesson: &'static Lesson) -> Result<(), Failed> {
    let proofs = proof::proofs(lesson);
    for name in files_below(&lesson.dir)? {
        let mut steps: BTreeSet<&str> = BTreeSet::new();
        let concerned = proofs.iter().filter(|proof| concerns(proof, &name));
        steps.extend(concerned.map(Proof::step_id));
        let expected = if step_of(lesson, &name).is_some() {
            1
        } else {
            lesson.steps.len()
        };
        require(steps.len() == expected, || {
            format!("{} concerns {steps:?}", name.display())
        })?;
    }
    Ok(())
}
