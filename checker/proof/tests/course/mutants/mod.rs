//! Mutants of the solutions: the checker should find each of them. Those that it does not find,
//! and that are not known to be right, are blind spots.
//!
//! `MUTANTS=sql cargo test -p proof --test course -- config/url` tries those of a step's SQL,
//! `MUTANTS=rust` what `cargo mutants` lists, and `MUTANTS=all` both. Nobody waits for it in the
//! gate: all of them take an hour.
//!
//! Start reading here (what is tried, and how), then `sql` and `rust` (the mutants).

mod equivalent;
mod rust;
mod sql;
mod sql_tokens;

pub(crate) use sql::sql_is_mutated;

use crate::asked::tell;
use crate::proof::{COURSE, SERVERS, context};
use answers::patch::Files;
use answers::{CrateLocation, sources, write_crate};
use course::lesson::{Lesson, Step, Variant};
use course::outcome::Verdict;
use equivalent::Equivalents;
use harness::build::{self, BuildOutput, BuildRequest};
use harness::cancel::Cancel;
use harness::cargo;
use harness::launcher::Plain;
use harness::pipeline;
use harness::workspace::{Purpose, Subject, state_dir};
use libtest_mimic::Arguments;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// If this variable is set, mutants are tried and nothing is proved: `sql`, `rust` or `all`.
pub(crate) const MUTANTS: &str = "MUTANTS";

/// So many programs exist at a time: each takes some megabytes of the disk.
const AT_ONCE: usize = 64;

/// A solution with one edit.
struct Mutant {
    /// From the folder of the solution.
    file: PathBuf,
    edit: Edit,
}

/// An edit of a file.
struct Edit {
    /// In bytes.
    range: Range<usize>,
    with: String,
    what: String,
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It does not compile.
    Unviable,
    Killed,
    /// It earns all points.
    Survived,
}

/// Tries the mutants of the lessons and steps that the filter names.
pub(crate) fn run(arguments: &Arguments, kinds: &str) -> Result<ExitCode> {
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let mut survivors = 0;
    for lesson in &COURSE.lessons {
        let is_wanted = |step: &&Step| format!("{}/{}", lesson.id, step.id).contains(filter);
        let steps: Vec<&Step> = lesson.steps.iter().filter(is_wanted).collect();
        if !steps.is_empty() {
            survivors += of_lesson(lesson, &steps, kinds)?;
        }
    }
    Ok(match survivors {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Tells how many mutants of these steps are found, and which are not. Returns their number.
fn of_lesson(lesson: &'static Lesson, steps: &[&'static Step], kinds: &str) -> Result<usize> {
    let solution = sources::solution(&COURSE, lesson)?;
    let folder = COURSE.root.join(Variant::Solution.folder());
    let folder = folder.join(lesson.folder());
    let mut all = Vec::new();
    if kinds != "rust" {
        all.extend(
            solution
                .iter()
                .flat_map(|(file, text)| sql::mutants(file, text)),
        );
    }
    if kinds != "sql" {
        all.extend(rust::mutants(&folder, &solution)?);
    }
    let with_step = |mutant: Mutant| {
        let step = steps.iter().find(|step| has(step, &mutant.file))?;
        Some((*step, mutant))
    };
    let mutants: Vec<_> = all.into_iter().filter_map(with_step).collect();
    let names = names(&mutants, &solution);
    let tried: Vec<Tried<'_>> = mutants
        .iter()
        .map(|(step, mutant)| Tried {
            step,
            files: mutant.applied_to(&solution),
        })
        .collect();
    let fates = fates(lesson, &tried)?;
    let equivalents = Equivalents::of(lesson)?;
    Ok(told(lesson, &names, &fates, &equivalents))
}

/// Whether a file is one that a student writes in this step.
fn has(step: &Step, file: &Path) -> bool {
    let mut names = [&step.file].into_iter().chain(&step.adds);
    names.any(|name| Path::new(name) == file)
}

impl Mutant {
    fn applied_to(&self, solution: &Files) -> Files {
        let mut files = solution.clone();
        if let Some(text) = files.get_mut(&self.file) {
            text.replace_range(self.edit.range.clone(), &self.edit.with);
        }
        files
    }

    /// Names it after its line, so that the name is the same when lines come or go above it.
    fn name(&self, solution: &Files) -> String {
        let text = &solution[&self.file];
        let start = text[..self.edit.range.start].rfind('\n');
        let line = text[start.map_or(0, |at| at + 1)..].lines().next();
        format!(
            "{}: {} in `{}`",
            self.file.display(),
            self.edit.what,
            line.unwrap_or_default().trim()
        )
    }
}

/// The names of mutants. Of equal ones each has a number.
fn names(mutants: &[(&Step, Mutant)], solution: &Files) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let named = mutants.iter().map(|(_, mutant)| {
        let name = mutant.name(solution);
        let count: &mut usize = seen.entry(name.clone()).or_default();
        *count += 1;
        match count {
            1 => name,
            _ => format!("{name} ({count})"),
        }
    });
    named.collect()
}

/// A mutant at the step that its file belongs to.
struct Tried<'m> {
    step: &'m Step,
    files: Files,
}

/// What becomes of mutants: first at their own steps, then at all others of the lesson.
fn fates(lesson: &'static Lesson, tried: &[Tried<'_>]) -> Result<Vec<Fate>> {
    let mut fates = Vec::new();
    for tried in tried.chunks(AT_ONCE) {
        let own = |tried: &Tried<'_>| vec![tried.step.id.clone()];
        fates.extend(tried_at(lesson, tried.iter(), own)?);
        tell(&format!("{}: {} mutants tried", lesson.id, fates.len()));
    }
    let left: Vec<usize> = (0..tried.len())
        .filter(|index| fates[*index] == Fate::Survived)
        .collect();
    for left in left.chunks(AT_ONCE) {
        let others = |tried: &Tried<'_>| {
            let ids = lesson.steps.iter().map(|step| step.id.clone());
            ids.filter(|id| *id != tried.step.id).collect()
        };
        let again = tried_at(lesson, left.iter().map(|index| &tried[*index]), others)?;
        for (index, fate) in left.iter().zip(again) {
            fates[*index] = fate;
        }
    }
    Ok(fates)
}

/// Builds mutants, and runs some steps of each until one loses points.
fn tried_at<'m>(
    lesson: &'static Lesson,
    tried: impl Iterator<Item = &'m Tried<'m>>,
    steps: impl Fn(&Tried<'_>) -> Vec<String>,
) -> Result<Vec<Fate>> {
    let crates = state_dir(&COURSE.root).join("proof").join("crates");
    let written = tried.enumerate().map(|(number, tried)| {
        let label = format!("mutant-{number}");
        let location = CrateLocation {
            dir: crates.join(&label),
            label,
            prefixes: Vec::new(),
        };
        write_crate(lesson, location, &tried.files, steps(tried))
    });
    let subjects = written.collect::<Result<Vec<_>, _>>()?;
    let request = BuildRequest {
        purpose: Purpose::Proof,
        subjects: &subjects,
        wanted: &(0..subjects.len()).collect::<Vec<_>>(),
        servers: &SERVERS.found(),
        target_dir: &cargo::target_dir(&COURSE.root),
        cancel: &Cancel::NEVER,
        launcher: &Plain,
    };
    let built = build::build(&COURSE, request, &mut |_| {})?;
    let fates: Vec<Mutex<Fate>> = built.iter().map(|_| Mutex::new(Fate::Survived)).collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), String> {
        while let Some(index) =
            Some(next.fetch_add(1, Ordering::Relaxed)).filter(|it| *it < built.len())
        {
            let fate = fate(&subjects[index], &built[index]).map_err(|error| error.to_string())?;
            *fates[index].lock().expect("no thread panics with it") = fate;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut ended = threads
            .into_iter()
            .map(|thread| thread.join().expect("it does not panic"));
        ended.try_for_each(|ended| ended)
    })?;
    let fates = fates.into_iter().map(Mutex::into_inner);
    Ok(fates.collect::<Result<_, _>>()?)
}

fn fate(subject: &Subject<'static>, built: &BuildOutput) -> Result<Fate> {
    let Ok(program) = &built.program else {
        return Ok(Fate::Unviable);
    };
    let steps = subject.lesson.steps.iter();
    for step in steps.filter(|step| subject.steps.contains(&step.id)) {
        if built.broken.contains_key(&step.id) {
            return Ok(Fate::Unviable);
        }
        let run = pipeline::run_step(subject, step, program, context())?;
        if pipeline::grade_step(subject.lesson, step, run)?.verdict != Verdict::Passed {
            return Ok(Fate::Killed);
        }
    }
    Ok(Fate::Survived)
}

/// Tells what became of the mutants of a lesson. Returns the number of unexplained survivors.
fn told(lesson: &Lesson, names: &[String], fates: &[Fate], equivalents: &Equivalents) -> usize {
    let count = |fate| fates.iter().filter(|other| **other == fate).count();
    let survived = names.iter().zip(fates);
    let survived = survived.filter(|(_, fate)| **fate == Fate::Survived);
    let (known, unknown): (Vec<_>, Vec<_>) = survived
        .map(|(name, _)| name)
        .partition(|name| equivalents.has(name));
    for name in &unknown {
        tell(&format!("survived: {name}"));
    }
    let killed = count(Fate::Killed);
    tell(&format!(
        "{}: {} mutants, {} do not compile, {} are equivalent, {killed} of {} are found",
        lesson.id,
        names.len(),
        count(Fate::Unviable),
        known.len(),
        killed + unknown.len(),
    ));
    unknown.len()
}
