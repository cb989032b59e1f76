//! Where crates are built: one after another in the same place. Most of a program is step files,
//! which are the same for each crate, so only what differs from the one before is compiled.

use crate::asked::tell;
use crate::proof::{COURSE, SERVERS};
use answers::patch::Files;
use answers::{CrateLocation, write_crate};
use course::lesson::Lesson;
use harness::build::{self, BuildOutput, BuildRequest};
use harness::cancel::Cancel;
use harness::cargo;
use harness::launcher::Plain;
use harness::seeding::Substitution;
use harness::workspace::{Purpose, Subject, state_dir};
use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File, TryLockError};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::thread;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// A crate that is to be tried.
pub(crate) struct Candidate {
    pub(crate) lesson: &'static Lesson,
    pub(crate) files: Files,
    /// The steps in its program.
    pub(crate) steps: Vec<String>,
    /// What a seed replaces in its step files, if there is a seed.
    pub(crate) substitution: Option<Substitution>,
    /// See [`Subject::is_one_crate`].
    pub(crate) is_one_crate: bool,
}

/// A candidate with its program, or why there is none.
pub(crate) struct Built {
    slot: usize,
    candidate: usize,
    pub(crate) subject: Subject<'static>,
    pub(crate) output: BuildOutput,
}

/// Builds each candidate and hands it to `judge`, which is called on so many threads while others
/// are built. The results are in the order of the candidates.
pub(crate) fn in_turn<T: Send>(
    candidates: &[Candidate],
    threads: usize,
    judge: impl Fn(usize, &Built) -> T + Sync,
) -> Result<Vec<T>> {
    let _lock = lock()?;
    let (to_judges, built) = mpsc::channel();
    let built = Mutex::new(built);
    let (to_builder, judged) = mpsc::channel();
    let judging = || {
        while let Some(built) = next(&built) {
            let built: Built = built;
            let judging = AssertUnwindSafe(|| judge(built.candidate, &built));
            let verdict = (built.slot, built.candidate, catch_unwind(judging));
            to_builder.send(verdict).ok();
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(judging);
        }
        // They end when this one does, since nobody sends them anything then.
        let to_judges = to_judges;
        let mut builder = Builder::new(candidates, threads);
        let mut results = BTreeMap::new();
        while results.len() < candidates.len() {
            for built in builder.build_all_free()? {
                to_judges.send(built)?;
            }
            let first = judged.recv()?;
            for (slot, candidate, result) in [first].into_iter().chain(judged.try_iter()) {
                builder.free.push(slot);
                results.insert(candidate, result.unwrap_or_else(|why| resume_unwind(why)));
            }
        }
        Ok(results.into_values().collect())
    })
}

/// Waits until no other process writes into these slots.
fn lock() -> Result<File> {
    let dir = state_dir(&COURSE.root).join("proof");
    fs::create_dir_all(&dir)?;
    let lock = File::create(dir.join("lock"))?;
    if let Err(TryLockError::WouldBlock) = lock.try_lock() {
        tell("waiting for another proof in this checkout");
        lock.lock()?;
    }
    Ok(lock)
}

fn next<T>(receiver: &Mutex<Receiver<T>>) -> Option<T> {
    receiver.lock().ok()?.recv().ok()
}

/// From so many crates on, another slot of a lesson pays.
const PAYS: usize = 20;

/// A place for crates of a lesson, one at a time.
struct Slot {
    /// The lesson's number.
    lesson: u32,
    /// Counts the slots of the lesson. Their folders have the same names each time, so that what was
    /// compiled there is known.
    number: usize,
    /// What is written there.
    subject: Option<Subject<'static>>,
}

/// Who writes crates into slots and builds them.
struct Builder<'c> {
    candidates: &'c [Candidate],
    threads: usize,
    /// Those of a lesson that have not been built, by its number.
    waiting: BTreeMap<u32, VecDeque<usize>>,
    slots: Vec<Slot>,
    /// The slots whose programs nobody needs any more.
    free: Vec<usize>,
}

impl<'c> Builder<'c> {
    fn new(candidates: &'c [Candidate], threads: usize) -> Self {
        let mut waiting: BTreeMap<u32, VecDeque<usize>> = BTreeMap::new();
        for (index, candidate) in candidates.iter().enumerate() {
            let of_lesson = waiting.entry(candidate.lesson.number);
            of_lesson.or_default().push_back(index);
        }
        Self {
            candidates,
            threads,
            waiting,
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    /// The first crate of a slot costs most, so a lesson has one slot, unless there are few other
    /// lessons, since each thread has one crate to judge while another is built, or unless so many
    /// crates wait that another slot pays. A slot that is opened has a candidate.
    fn open_slots(&mut self) {
        self.waiting.retain(|_, waiting| !waiting.is_empty());
        let share = (2 * self.threads).div_ceil(self.waiting.len().max(1));
        for (&lesson, waiting) in &self.waiting {
            let of_lesson = |slot: &Slot| slot.lesson == lesson;
            let free = self.free.iter();
            let free = free.filter(|slot| of_lesson(&self.slots[**slot])).count();
            let there = self.slots.iter().filter(|slot| of_lesson(slot)).count();
            let most = there + waiting.len().saturating_sub(free);
            let wanted = share.max(waiting.len() / PAYS).min(self.threads.max(2));
            for number in there..wanted.min(most) {
                self.free.push(self.slots.len());
                self.slots.push(Slot {
                    lesson,
                    number,
                    subject: None,
                });
            }
        }
    }

    /// Builds the next candidates, as many as there are slots for.
    fn build_all_free(&mut self) -> Result<Vec<Built>> {
        self.open_slots();
        let mut turns = Vec::new();
        for slot in mem::take(&mut self.free) {
            let Slot {
                lesson,
                number,
                ref mut subject,
            } = self.slots[slot];
            let waiting = self.waiting.get_mut(&lesson);
            // The first ones have other step files than the last: only one slot needs both.
            let next = waiting.and_then(|waiting| match number {
                0 => waiting.pop_front(),
                _ => waiting.pop_back(),
            });
            if let Some(candidate) = next {
                *subject = Some(write(number, &self.candidates[candidate])?);
                turns.push((slot, candidate));
            }
        }
        if turns.is_empty() {
            return Ok(Vec::new());
        }
        // Each slot has had a candidate.
        let subjects = self.slots.iter().filter_map(|slot| slot.subject.clone());
        let subjects: Vec<_> = subjects.collect();
        let wanted: Vec<usize> = turns.iter().map(|(slot, _)| *slot).collect();
        let outputs = build(&subjects, &wanted)?;
        let built = turns.into_iter().zip(outputs);
        let built = built.map(|((slot, candidate), output)| Built {
            slot,
            candidate,
            subject: subjects[slot].clone(),
            output,
        });
        Ok(built.collect())
    }
}

/// Writes a candidate into the slot of this number, in the place of the one before.
fn write(number: usize, candidate: &Candidate) -> Result<Subject<'static>> {
    let lesson = candidate.lesson;
    let label = format!("slot-{}-{number}", lesson.id);
    let crates = state_dir(&COURSE.root).join("proof").join("crates");
    let location = CrateLocation {
        dir: crates.join(&label),
        label,
        prefixes: Vec::new(),
    };
    // A program may have left something, and cargo does not see that a file is no longer there.
    if location.dir.exists() {
        fs::remove_dir_all(&location.dir)?;
    }
    let steps = candidate.steps.clone();
    let mut subject = write_crate(lesson, location, &candidate.files, steps)?;
    subject.substitution.clone_from(&candidate.substitution);
    subject.is_one_crate = candidate.is_one_crate;
    Ok(subject)
}

fn build(subjects: &[Subject<'static>], slots: &[usize]) -> Result<Vec<BuildOutput>> {
    let request = BuildRequest {
        purpose: Purpose::Proof,
        subjects,
        wanted: slots,
        servers: &SERVERS.found(),
        target_dir: &cargo::target_dir(&COURSE.root),
        cancel: &Cancel::NEVER,
        launcher: &Plain,
    };
    Ok(build::build(&COURSE, request, &mut |_| {})?)
}
