//! What has been proved in this checkout. A proof is known again by a digest of all that it
//! depends on: the sources of this program and of what generated programs share, the compiler,
//! and those files of the lesson that concern the step.

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
use std::env;
use std::ffi::OsString;
use std::fs;
use std::hash::Hasher;
use std::io;
use std::path::{Path, PathBuf};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// The folder of the rooms.
const ROOMS: &str = "checker/crates";

/// The rooms on which proofs depend. `screen` needs one more, and is no proof.
const NEEDED: [&str; 5] = ["answers", "course", "harness", "scenario", "workspace-hack"];

/// The folders of a lesson with one file, or several, for each of its steps.
const BY_STEP: [&str; 5] = ["alternatives", "expected", "mistakes", "scenarios", "steps"];

/// How the names of those variables begin that change what cargo, rustc and the C compiler make.
/// Where cargo puts it, and how many jobs it has, changes nothing.
const COMPILING: [&str; 11] = [
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "CC",
    "CFLAGS",
    "LIBSQLITE3_",
    "RUSTC_",
    "RUSTFLAGS",
    "SQLITE_",
];

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
        // Not this program itself: cargo makes others of the same sources, with other features.
        digest.add(output_of("rustc", &["-vV"])?);
        digest.add(format!("{:?} {:?}", SERVERS.found(), only_seed()?));
        digest.add_variables(env::vars_os());
        for name in ["Cargo.toml", "Cargo.lock"] {
            digest.add_file(&COURSE.root.join(name))?;
        }
        digest.add_folder(&COURSE.root.join("checker/proof/tests/course"), |_| true)?;
        for room in NEEDED {
            digest.add_folder(&COURSE.root.join(ROOMS).join(room), |_| true)?;
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

    /// Those that change what is compiled, in the order of their names.
    fn add_variables(&mut self, all: impl Iterator<Item = (OsString, OsString)>) {
        for (name, value) in all.filter(is_compiling).collect::<BTreeMap<_, _>>() {
            self.add(name.as_encoded_bytes());
            self.add(value.as_encoded_bytes());
        }
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

fn is_compiling((name, _): &(OsString, OsString)) -> bool {
    let name = name.to_string_lossy();
    // A folder for what is built is named like a target to build for.
    let is_place = name.ends_with("_DIR");
    !is_place && COMPILING.iter().any(|start| name.starts_with(start))
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

/// What the gate sets for all that it compiles, the proofs depend on.
pub(crate) fn each_variable_of_the_gate_is_in_a_fingerprint() -> Result<(), Failed> {
    let gate = fs::read_to_string(COURSE.root.join(".ci/run"))?;
    let exports = gate.lines().filter_map(|line| line.strip_prefix("export "));
    let set = exports.flat_map(str::split_whitespace);
    let mut variables: Vec<(&str, &str)> = set.filter_map(|it| it.split_once('=')).collect();
    // That many tests run at once, and nothing else is compiled.
    variables.retain(|(name, _)| *name != "RUST_TEST_THREADS");
    require(!variables.is_empty(), || ".ci/run sets nothing".to_owned())?;
    let digest_of = |name: &str, value: &str| {
        let mut digest = Digest::default();
        digest.add_variables([(name.into(), value.into())].into_iter());
        digest.0.finish()
    };
    for (name, value) in variables {
        require(digest_of(name, value) != digest_of(name, ""), || {
            format!("{name} changes what is compiled, and no fingerprint")
        })?;
    }
    require(
        digest_of("CARGO_BUILD_JOBS", "1") == digest_of("", ""),
        || "the number of jobs is no part of a proof".to_owned(),
    )
}

/// What a room needs is needed, too.
pub(crate) fn each_room_is_in_a_fingerprint() -> Result<(), Failed> {
    let rooms = COURSE.root.join(ROOMS);
    for room in NEEDED {
        let manifest = fs::read_to_string(rooms.join(room).join("Cargo.toml"))?;
        let (dependencies, _) = manifest
            .split_once("[dev-dependencies]")
            .unwrap_or((&manifest, ""));
        let names = dependencies.lines().filter_map(|line| line.split_once('.'));
        let mut others = names.filter(|(name, _)| rooms.join(name).is_dir());
        let missing = others.find(|(name, _)| !NEEDED.contains(name));
        require(missing.is_none(), || format!("{room} needs {missing:?}"))?;
    }
    Ok(())
}
