//! Builds the crates of all proofs that are asked for, and runs them. Patches are tried in
//! batches first; those that do not show what they are known to show are tried once more, in
//! another batch, and at last on their own.

use crate::asked::tell;
use crate::crates::{self, Crate, Key};
use crate::proof::{COURSE, Proof, SERVERS};
use course::outcome::{Diagnostic, StepRun};
use harness::build::{self, BuildOutput, BuildRequest};
use harness::cancel::Cancel;
use harness::cargo;
use harness::launcher::Plain;
use harness::workspace::Purpose;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
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
    in_batches: bool,
    threads: usize,
) -> Result<Runs, Box<dyn std::error::Error>> {
    let rounds: &[bool] = if in_batches {
        &[true, true, false]
    } else {
        &[false]
    };
    let mut runs = Runs::new();
    let mut left: Vec<&Proof> = proofs.iter().collect();
    for in_batches in rounds {
        runs.extend(some(&left, *in_batches, threads)?);
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
    in_batches: bool,
    threads: usize,
) -> Result<Runs, Box<dyn std::error::Error>> {
    let asked: BTreeSet<Key> = proofs.iter().map(|proof| proof.key()).collect();
    let mut crates = Vec::new();
    for lesson in &COURSE.lessons {
        crates.extend(crates::write(&COURSE, lesson, &asked, in_batches)?);
    }
    // The build takes minutes, and libtest prints nothing before the first test has ended.
    tell(&format!(
        "building {} crates for {} proofs",
        crates.len(),
        proofs.len()
    ));
    let start = Instant::now();
    let subjects: Vec<_> = crates.iter().map(|krate| krate.subject.clone()).collect();
    let wanted: Vec<usize> = (0..subjects.len()).collect();
    let request = BuildRequest {
        purpose: Purpose::Proof,
        subjects: &subjects,
        wanted: &wanted,
        servers: &SERVERS.found(),
        target_dir: &cargo::target_dir(&COURSE.root),
        cancel: &Cancel::NEVER,
        launcher: &Plain,
    };
    let built = build::build(&COURSE, request, &mut |_| {})?;
    tell(&format!(
        "running them, after {:.0} seconds",
        start.elapsed().as_secs_f64()
    ));
    let of_proof = by_key(&crates, &built);
    let runs = Mutex::new(Runs::new());
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(proof) = proofs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let ran = of_proof.get(&proof.key()).map_or_else(
                || Err("it was added while the tests ran".to_owned()),
                |(krate, built)| proof.run(krate, built),
            );
            let mut runs = runs.lock().expect("no thread panics with it");
            runs.insert(proof.name(), ran);
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    Ok(runs.into_inner()?)
}

fn by_key<'c>(
    crates: &'c [Crate],
    built: &'c [BuildOutput],
) -> BTreeMap<Key, (&'c Crate, &'c BuildOutput)> {
    let pairs = crates.iter().zip(built);
    pairs
        .flat_map(|pair| pair.0.keys.iter().map(move |key| (key.clone(), pair)))
        .collect()
}
