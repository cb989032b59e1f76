//! Builds the crates of all proofs that are asked for, and runs them. Patches are tried in
//! batches first; those that do not show what they are known to show are tried once more, in
//! another batch, and at last on their own.

use crate::asked::tell;
use crate::crates::{self, Crate, Key, Making};
use crate::proof::{COURSE, Proof};
use crate::slots::{self, Candidate};
use course::lesson::Lesson;
use course::outcome::{Diagnostic, StepRun};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// What a proof judges.
#[derive(Clone)]
pub(crate) struct Ran {
    pub(crate) run: StepRun,
    /// The compiler's warnings about the crate.
    pub(crate) warnings: Vec<Diagnostic>,
}

/// By the names of the proofs.
pub(crate) type Runs = BTreeMap<String, Result<Ran, String>>;

/// Runs all `proofs` on this number of threads.
pub(crate) fn all(
    proofs: &[Proof],
    making: Making,
    threads: usize,
) -> Result<Runs, Box<dyn std::error::Error>> {
    let rounds: &[bool] = if making.in_batches {
        &[true, true, false]
    } else {
        &[false]
    };
    let mut runs = Runs::new();
    let mut left: Vec<&Proof> = proofs.iter().collect();
    for &in_batches in rounds {
        let making = Making {
            in_batches,
            ..making
        };
        runs.extend(some(&left, making, threads)?);
        left.retain(
            |proof| !matches!(&runs[&proof.name()], Ok(ran) if proof.is_as_accepted(&ran.run)),
        );
        if left.is_empty() {
            break;
        }
    }
    Ok(runs)
}

fn some(
    proofs: &[&Proof],
    making: Making,
    threads: usize,
) -> Result<Runs, Box<dyn std::error::Error>> {
    let mut crates = Vec::new();
    for lesson in &COURSE.lessons {
        crates.extend(crates_of(lesson, proofs, making)?);
    }
    let (keys, candidates): (Vec<Vec<Key>>, Vec<Candidate>) = crates
        .into_iter()
        .map(|krate| (krate.keys, krate.candidate))
        .unzip();
    // This takes minutes, and libtest prints nothing before the first test has ended.
    tell(&format!(
        "building and running {} crates for {} proofs",
        candidates.len(),
        proofs.len()
    ));
    let start = Instant::now();
    let runs = slots::in_turn(&candidates, threads, |index, built| {
        let served = proofs
            .iter()
            .filter(|proof| keys[index].contains(&proof.key()));
        let runs = served.map(|proof| (proof.name(), proof.run(built)));
        runs.collect::<Vec<_>>()
    })?;
    let seconds = start.elapsed().as_secs_f64();
    tell(&format!("that took {seconds:.0} seconds"));
    Ok(runs.into_iter().flatten().collect())
}

/// The crates of a lesson that these proofs need.
fn crates_of(
    lesson: &'static Lesson,
    proofs: &[&Proof],
    making: Making,
) -> Result<Vec<Crate>, Box<dyn std::error::Error>> {
    let of_lesson = proofs
        .iter()
        .filter(|proof| proof.lesson.number == lesson.number);
    let asked: BTreeSet<Key> = of_lesson.clone().map(|proof| proof.key()).collect();
    let named: BTreeSet<&str> = of_lesson.map(|proof| proof.step_id()).collect();
    let steps = lesson.steps.iter().map(|step| step.id.clone());
    let steps: Vec<String> = steps.filter(|id| named.contains(&**id)).collect();
    crates::of_lesson(&COURSE, lesson, &steps, &asked, making)
}
