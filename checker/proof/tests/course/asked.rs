//! The proofs that a call of the tests asks for. Of the known mistakes of a step one is drawn, and
//! the others are ignored tests, unless somebody names a proof. What has been proved before is not
//! proved again.

use crate::crates::{Making, ProofKind};
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::proof::{self, Proof};
use crate::rules::require;
use fixtures::drawn::{SEED, seed};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{self, Write};
use std::sync::OnceLock;
use std::thread;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// If this variable is `all`, what has been proved before is proved again.
const PROVE: &str = "PROVE";

/// What is asked for; known before the first test runs.
pub(crate) static ASKED: OnceLock<Asked> = OnceLock::new();

/// What is to be built and run, and how.
pub(crate) struct Asked {
    pub(crate) proofs: Vec<Proof>,
    pub(crate) making: Making,
    pub(crate) threads: usize,
}

/// One test per step, mistake and alternative.
pub(crate) fn trials(arguments: &Arguments) -> Result<Vec<Trial>> {
    let is_named = arguments
        .filter
        .as_ref()
        .is_some_and(|name| !name.is_empty());
    // What is recorded is what a mistake shows on its own, and without a seed.
    let is_recorded = env::var_os("INSTA_UPDATE").is_some();
    let is_whole = !is_named && !is_recorded;
    let is_anew = env::var_os(PROVE).is_some_and(|what| what == "all");
    // Whoever names a proof wants to see it, so nothing is known of it.
    let is_memory_used = is_whole && !arguments.list;
    let mut fingerprints = is_memory_used.then(Fingerprints::now).transpose()?;
    let all = proof::all();
    let seed = seed()?;
    let drawn = drawn(&all, seed);
    let (mut trials, mut asked, mut count) = (Vec::new(), Vec::new(), 0);
    for proof in all {
        let fingerprint = match &mut fingerprints {
            Some(fingerprints) => Some(fingerprints.of(&proof)?),
            None => None,
        };
        let is_known = !is_anew && fingerprint.as_ref().is_some_and(Fingerprint::is_known);
        let is_left = proof.kind == ProofKind::Mistake && !drawn.contains(&proof.name());
        let trial = trial(proof.clone(), fingerprint, is_known);
        let trial = trial.with_ignored_flag(is_left && !is_named);
        if !arguments.is_filtered_out(&trial) && !arguments.is_ignored(&trial) {
            count += 1;
            if !is_known {
                asked.push(proof);
            }
        }
        trials.push(trial);
    }
    if is_memory_used {
        tell_what_is_drawn(arguments, seed);
        tell_what_is_known(count, count - asked.len());
    }
    ASKED.get_or_init(|| Asked {
        proofs: asked,
        making: Making {
            in_batches: !is_recorded,
            is_seeded: is_whole,
        },
        threads: threads(arguments),
    });
    trials.push(Trial::test(
        "rule::each_mistake_is_drawn_one_day",
        each_mistake_is_drawn_one_day,
    ));
    Ok(trials)
}

fn trial(proof: Proof, fingerprint: Option<Fingerprint>, is_known: bool) -> Trial {
    Trial::test(proof.name(), move || {
        if is_known {
            return Ok(());
        }
        proof.hold()?;
        if let (Some(fingerprint), true) = (&fingerprint, proof.had_its_servers()) {
            fingerprint.remember()?;
        }
        Ok(())
    })
}

fn threads(arguments: &Arguments) -> usize {
    let cores = || Some(thread::available_parallelism().ok()?.get());
    arguments.test_threads.or_else(cores).unwrap_or(1)
}

/// The names of the mistakes that a seed draws, one of each step. The next seed draws the next
/// ones, so that each has its day.
fn drawn(all: &[Proof], seed: u64) -> BTreeSet<String> {
    let draw = |mistakes: Vec<&Proof>| {
        let turn = seed % mistakes.len() as u64;
        usize::try_from(turn).ok().map(|turn| mistakes[turn].name())
    };
    mistakes_by_step(all).filter_map(draw).collect()
}

fn mistakes_by_step(all: &[Proof]) -> impl Iterator<Item = Vec<&Proof>> {
    let mut of_steps: BTreeMap<_, Vec<&Proof>> = BTreeMap::new();
    for proof in all.iter().filter(|proof| proof.kind == ProofKind::Mistake) {
        of_steps
            .entry((proof.lesson.number, proof.step_id()))
            .or_default()
            .push(proof);
    }
    of_steps.into_values()
}

fn tell_what_is_drawn(arguments: &Arguments, seed: u64) {
    if !arguments.ignored && !arguments.include_ignored {
        tell(&format!(
            "of each step's known mistakes one is tried, drawn by {SEED}={seed}; \
             all are with `-- --include-ignored`"
        ));
    }
}

fn tell_what_is_known(count: usize, known: usize) {
    if known > 0 {
        tell(&format!(
            "{count} proofs, {known} as before ({PROVE}=all proves all anew)"
        ));
    }
}

/// Says something while tests run.
pub(crate) fn tell(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

fn each_mistake_is_drawn_one_day() -> Result<(), Failed> {
    let all = proof::all();
    let steps: Vec<Vec<&Proof>> = mistakes_by_step(&all).collect();
    let mut left: BTreeSet<String> = steps.iter().flatten().map(|proof| proof.name()).collect();
    let days = steps.iter().map(Vec::len).max().unwrap_or(0) as u64;
    for seed in 0..days {
        let drawn = drawn(&all, seed);
        require(drawn.len() == steps.len(), || {
            format!("{seed} draws {drawn:?}")
        })?;
        left.retain(|name| !drawn.contains(name));
    }
    require(left.is_empty(), || format!("no seed draws {left:?}"))
}
