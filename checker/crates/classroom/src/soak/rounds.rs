//! The same right answers again and again, on a busy machine: what differs then is no
//! answer's fault, but the grader's.

use crate::soak::load::Load;
use crate::soak::result::{Different, Slowest, Soak};
use course::error::Error;
use course::event::Event;
use course::lesson::{Course, Lesson, Variant};
use course::outcome::{Check, Verdict};
use course::selection::Wanted;
use harness::build::{self, BuildOutput, BuildRequest};
use harness::cancel::Cancel;
use harness::launcher::Plain;
use harness::pipeline::{Job, grade_step, jobs, run_all};
use harness::seeding;
use harness::servers::Servers;
use harness::step_run::RunContext;
use harness::workspace::{Purpose, Subject, seed_subjects};
use std::path::Path;

/// How often the solutions are run, and on what.
#[derive(Clone, Copy)]
pub(super) struct Plan<'r> {
    /// How often each step is run.
    pub rounds: usize,
    /// Whether each round has names and numbers of its own, and so a build.
    pub is_seeded: bool,
    /// Where compiled things go; on its disk the load generator writes.
    pub target_dir: &'r Path,
    /// What some observations are made on.
    pub servers: &'r Servers,
}

/// Runs the solutions of what is `wanted`, over and over. Without seeds one build serves
/// all rounds.
pub(super) fn soak(
    course: &Course,
    wanted: &[Wanted<'_>],
    plan: Plan<'_>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Soak, Error> {
    let is_wanted = |lesson: &Lesson| {
        let mut wanted = wanted.iter();
        wanted.any(|wanted| wanted.lesson.number == lesson.number)
    };
    let mut soak = Soak::default();
    let builds = if plan.is_seeded { plan.rounds } else { 1 };
    for _ in 0..builds {
        let seed = plan.is_seeded.then(seeding::new_seed);
        let subjects = subjects(course, is_wanted, seed)?;
        let chosen = (0..subjects.len()).filter(|&at| is_wanted(subjects[at].lesson));
        let chosen: Vec<usize> = chosen.collect();
        let built = build(course, &subjects, &chosen, plan, seed, on_event)?;
        let programs = chosen.iter().zip(&built).zip(wanted);
        let jobs = programs.map(|((&at, built), wanted)| jobs(&subjects[at], built, &wanted.steps));
        let jobs: Vec<Job<'_, '_>> = jobs.flatten().collect();
        let load = Load::on(plan.target_dir);
        for _ in 0..plan.rounds / builds {
            soak.rounds += 1;
            run(&jobs, plan, seed, &mut soak, on_event)?;
        }
        drop(load);
    }
    Ok(soak)
}

/// All lessons, as for any other run. What is run is not kept: nobody looks into it.
fn subjects(
    course: &Course,
    is_wanted: impl Fn(&Lesson) -> bool,
    seed: Option<u32>,
) -> Result<Vec<Subject<'_>>, Error> {
    let purpose = Purpose::of(Variant::Solution, seed);
    let mut subjects = harness::pipeline::subjects(course, Variant::Solution, purpose);
    for subject in &mut subjects {
        subject.keep = None;
    }
    seed_subjects(&mut subjects, seed, is_wanted)?;
    Ok(subjects)
}

fn build(
    course: &Course,
    subjects: &[Subject<'_>],
    wanted: &[usize],
    plan: Plan<'_>,
    seed: Option<u32>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<BuildOutput>, Error> {
    on_event(Event::BuildStarted {
        lessons: wanted.len(),
    });
    let order = BuildRequest {
        purpose: Purpose::of(Variant::Solution, seed),
        subjects,
        wanted,
        servers: &plan.servers.found(),
        target_dir: plan.target_dir,
        cancel: &Cancel::NEVER,
        launcher: &Plain,
    };
    let built = build::build(course, order, on_event)?;
    let is_whole = |built: &BuildOutput| built.program.is_ok() && built.broken.is_empty();
    match wanted
        .iter()
        .zip(&built)
        .find(|(_, built)| !is_whole(built))
    {
        None => Ok(built),
        Some((&at, _)) => Err(Error::course(&subjects[at].dir, "it does not compile")),
    }
}

/// One round.
fn run(
    jobs: &[Job<'_, '_>],
    plan: Plan<'_>,
    seed: Option<u32>,
    soak: &mut Soak,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<(), Error> {
    let context = RunContext {
        servers: plan.servers,
        launcher: &Plain,
        cancel: &Cancel::NEVER,
    };
    let runs = run_all(jobs, context, on_event)?;
    for (Job { subject, step, .. }, run) in jobs.iter().zip(runs) {
        let lesson = subject.lesson;
        let slowest = Slowest {
            step: lesson.name_of(step),
            took: run.duration,
            limit: lesson.limits.seconds,
        };
        let grade = grade_step(lesson, step, run)?;
        soak.runs += 1;
        if grade.verdict != Verdict::Passed {
            let wrong = grade.checks.into_iter().filter(|check| !check.passed());
            soak.different.push(Different {
                round: soak.rounds,
                seed,
                step: slowest.step.clone(),
                verdict: grade.verdict,
                titles: wrong.map(|Check { title, .. }| title).collect(),
            });
        }
        let is_slower = |other: &Slowest| slowest.share() > other.share();
        if soak.slowest.as_ref().is_none_or(is_slower) {
            soak.slowest = Some(slowest);
        }
    }
    Ok(())
}
