//! Mutants of the solutions: the checker should find each of them. Those that it does not find,
//! and that are not known to be right, are blind spots.
//!
//! `MUTANTS=sql cargo test -p proof --test course -- config/url` tries those of a step's SQL,
//! `MUTANTS=rust` what `cargo mutants` lists, and `MUTANTS=all` both. Nobody waits for it in the
//! gate: all of them take ten minutes.
//!
//! Start reading here (what is tried, and how), then `sql` and `rust` (the mutants).

mod equivalent;
mod rust;
mod sql;
mod sql_tokens;

pub(crate) use sql::sql_is_mutated;

use crate::asked::tell;
use crate::proof::{COURSE, context};
use crate::slots::{self, Built, Candidate};
use answers::patch::Files;
use answers::sources;
use course::lesson::{Lesson, Step, Variant};
use course::outcome::Verdict;
use equivalent::Equivalents;
use harness::pipeline;
use libtest_mimic::Arguments;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// If this variable is set, mutants are tried and nothing is proved: `sql`, `rust` or `all`.
pub(crate) const MUTANTS: &str = "MUTANTS";

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
    let fates = fates(lesson, &mutants, &solution)?;
    let equivalents = Equivalents::of(lesson)?;
    let is_whole = kinds == "all" && steps.len() == lesson.steps.len();
    Ok(told(lesson, &names, &fates, &equivalents, is_whole))
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

/// Builds mutants, and runs the steps of each, its own first, until one loses points.
fn fates(
    lesson: &'static Lesson,
    mutants: &[(&Step, Mutant)],
    solution: &Files,
) -> Result<Vec<Fate>> {
    let steps: Vec<String> = lesson.steps.iter().map(|step| step.id.clone()).collect();
    let candidates = mutants.iter().map(|(_, mutant)| Candidate {
        lesson,
        files: mutant.applied_to(solution),
        steps: steps.clone(),
        substitution: None,
        is_one_crate: true,
    });
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let fates = slots::in_turn(&candidates.collect::<Vec<_>>(), cores, |index, built| {
        fate(mutants[index].0, built).map_err(|error| error.to_string())
    })?;
    Ok(fates.into_iter().collect::<Result<_, _>>()?)
}

fn fate(own: &Step, built: &Built) -> Result<Fate> {
    let Built {
        subject, output, ..
    } = built;
    let Ok(program) = &output.program else {
        return Ok(Fate::Unviable);
    };
    let others = subject.lesson.steps.iter().filter(|step| step.id != own.id);
    for step in [own].into_iter().chain(others) {
        if output.broken.contains_key(&step.id) {
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
/// `is_whole`: these are all mutants of the lesson.
fn told(
    lesson: &Lesson,
    names: &[String],
    fates: &[Fate],
    equivalents: &Equivalents,
    is_whole: bool,
) -> usize {
    let count = |fate| fates.iter().filter(|other| **other == fate).count();
    let survived = names.iter().zip(fates);
    let survived = survived.filter(|(_, fate)| **fate == Fate::Survived);
    let (known, unknown): (Vec<_>, Vec<_>) = survived
        .map(|(name, _)| name)
        .partition(|name| equivalents.has(name));
    for name in &unknown {
        tell(&format!("survived: {name}"));
    }
    for name in equivalents.names() {
        let found = names.iter().zip(fates).find(|(other, _)| *other == name);
        if found.is_some_and(|(_, fate)| *fate != Fate::Survived) {
            tell(&format!("listed as a right answer, and found: {name}"));
        }
        if found.is_none() && is_whole {
            tell(&format!("listed as a right answer, and no mutant: {name}"));
        }
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
