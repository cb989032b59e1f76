//! Floor 3: catalogue → build → run → observe → compare → diagnose → grade.
//! The pipeline prints nothing; it tells what happens as events.

mod lesson;
pub mod soak;
pub mod trial;
pub mod walkthrough;

use crate::hands::build::{self, Built, Order};
use crate::hands::cancel::Cancel;
use crate::hands::cargo::Confined;
use crate::hands::sandbox::Sandbox;
use crate::hands::servers::Servers;
use crate::hands::step_run::{self, OnServers};
use crate::hands::workspace::{Purpose, Subject, subject_of};
use crate::hands::{expected, leftovers, orphans, seeded};
use crate::pure::selection::Wanted;
use crate::pure::{diagnosis, grading};
use crate::vocabulary::course::{Course, Lesson, Step, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::event::Event;
use crate::vocabulary::grade::{Grade, StepGrade};
use crate::vocabulary::outcome::{StepRun, Verdict};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::{iter, thread};

/// What is to be graded.
#[derive(Clone, Copy)]
pub struct Request<'r, 'c> {
    /// Whose code.
    pub variant: Variant,
    /// Each lesson at most once. All of them are built, which costs nothing where
    /// nothing has changed.
    pub wanted: &'r [Wanted<'c>],
    /// Those of the lessons that are run and graded, by number.
    pub run: &'r dyn Fn(u32) -> bool,
    /// Where compiled things go.
    pub target_dir: &'r Path,
    /// Asked when nobody waits for the verdict any more.
    pub cancel: &'r Cancel,
    /// What draws names and numbers for the step files; as they stand, without one.
    pub seed: Option<u32>,
    /// How code is built and run that nobody trusts.
    pub confined: Option<Confined<'c>>,
}

/// Grades what is `wanted` of a variant, each lesson at most once.
pub fn grade<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
    (target_dir, seed): (&Path, Option<u32>),
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Grade<'c>, Error> {
    let request = Request {
        variant,
        wanted,
        run: &|_| true,
        target_dir,
        cancel: &Cancel::NEVER,
        seed,
        confined: None,
    };
    grade_some(course, request, on_event)
}

/// Grades what is requested.
pub fn grade_some<'c>(
    course: &'c Course,
    request: Request<'_, 'c>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Grade<'c>, Error> {
    let Request {
        variant,
        wanted,
        cancel,
        confined,
        ..
    } = request;
    let sandbox = confined.map(|confined| confined.sandbox);
    let is_wanted = |number| wanted.iter().any(|wanted| wanted.lesson.number == number);
    let purpose = Purpose::of(variant, request.seed);
    let mut subjects = subjects(course, (variant, purpose), sandbox);
    seeded::disguise_all(&mut subjects, request.seed, is_wanted)?;
    let (indices, members): (Vec<usize>, Vec<&Subject<'c>>) = subjects
        .iter()
        .enumerate()
        .filter(|(_, s)| is_wanted(s.lesson.number))
        .unzip();
    on_event(Event::BuildStarted {
        lessons: members.len(),
    });
    let servers = match confined {
        // Who may ask a server anything can have it run programs, outside of all this.
        Some(_) => Servers::none("no servers in trusted grading"),
        None => Servers::here(),
    };
    let order = Order {
        purpose,
        subjects: &subjects,
        wanted: &indices,
        servers: &servers.found(),
        target_dir: request.target_dir,
        cancel,
        confined,
    };
    let built = build::build(course, order, on_event)?;
    let chosen: Vec<(&Subject<'c>, &Built, &Wanted<'c>)> = iter::zip(members, &built)
        .zip(wanted)
        .map(|((subject, built), wanted)| (subject, built, wanted))
        .filter(|(.., wanted)| (request.run)(wanted.lesson.number))
        .collect();
    let jobs: Vec<Vec<Job<'_, 'c>>> = chosen
        .iter()
        .map(|(subject, built, wanted)| jobs(subject, built, &with_needed(wanted)))
        .collect();
    let mut runs = run_all(&jobs.concat(), &servers, cancel, on_event)?.into_iter();
    let mut lessons = Vec::new();
    for ((_, built, wanted), jobs) in iter::zip(chosen, &jobs) {
        let runs = jobs.iter().map(|job| job.step).zip(runs.by_ref()).collect();
        lessons.push(lesson::grade(wanted, variant, built, runs)?);
    }
    let grade = Grade {
        variant,
        lessons,
        submission: None,
        seed: request.seed,
        sandbox: sandbox.map(|sandbox| sandbox.confinement().clone()),
    };
    on_event(Event::Finished(&grade));
    Ok(grade)
}

/// All lessons of a variant.
fn subjects<'c>(
    course: &'c Course,
    what: (Variant, Purpose),
    sandbox: Option<&'c Sandbox>,
) -> Vec<Subject<'c>> {
    let subject = |lesson| Subject {
        sandbox,
        ..subject_of(course, lesson, what)
    };
    course.lessons.iter().map(subject).collect()
}

/// One process to start: a step of a subject that compiled.
#[derive(Clone, Copy)]
pub struct Job<'a, 'c> {
    subject: &'a Subject<'c>,
    step: &'c Step,
    program: &'a Path,
}

/// The processes to start for `steps` of a subject: none if it did not compile.
pub fn jobs<'a, 'c>(
    subject: &'a Subject<'c>,
    built: &'a Built,
    steps: &[&'c Step],
) -> Vec<Job<'a, 'c>> {
    let Ok(program) = &built.program else {
        return Vec::new();
    };
    let compiled = steps
        .iter()
        .filter(|step| !built.broken.contains_key(&step.id));
    compiled
        .map(|step| Job {
            subject,
            step,
            program,
        })
        .collect()
}

/// Runs all jobs, as many at once as the machine has cores. The result has one
/// entry per job, in their order.
pub fn run_all(
    jobs: &[Job<'_, '_>],
    servers: &Servers,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<StepRun>, Error> {
    on_event(Event::RunStarted { steps: jobs.len() });
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(jobs.len());
    let next = AtomicUsize::new(0);
    let mut runs: Vec<Option<StepRun>> = vec![None; jobs.len()];
    let ran = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || work(jobs, servers, cancel, next, &sender));
        }
        drop(sender);
        for (index, run) in receiver {
            let Job { subject, step, .. } = jobs[index];
            on_event(Event::StepRan {
                lesson: subject.lesson,
                step,
            });
            runs[index] = Some(run?);
        }
        Ok(())
    });
    leftovers::end();
    orphans::end();
    ran?;
    Ok(runs.into_iter().flatten().collect())
}

/// Takes one job after the other until none is left, or nobody listens.
fn work(
    jobs: &[Job<'_, '_>],
    servers: &Servers,
    cancel: &Cancel,
    next: &AtomicUsize,
    sender: &Sender<(usize, Result<StepRun, Error>)>,
) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(job) = jobs.get(index) else { break };
        let run = cancel
            .check()
            .and_then(|()| run_step(job.subject, job.step, job.program, servers, cancel));
        if sender.send((index, run)).is_err() {
            break;
        }
    }
}

/// Runs one step. What it tries on servers is tried only when all else is right:
/// a server takes a second to start, and whoever is still writing waits for it.
pub fn run_step(
    subject: &Subject<'_>,
    step: &Step,
    program: &Path,
    servers: &Servers,
    cancel: &Cancel,
) -> Result<StepRun, Error> {
    let skipped = (servers, OnServers::Skipped);
    let run = step_run::run(subject, step, program, skipped, cancel)?;
    if step.servers.is_empty() {
        return Ok(run);
    }
    let right = expected::of_step(subject.lesson, step)?;
    if grading::grade(step, &right, run.clone()).verdict != Verdict::Passed {
        return Ok(run);
    }
    let tried = (servers, OnServers::Tried);
    step_run::run(subject, step, program, tried, cancel)
}

/// What is wanted, and the steps that it builds on: whether those are right
/// decides between failed and blocked.
fn with_needed<'c>(wanted: &Wanted<'c>) -> Vec<&'c Step> {
    let is_wanted = |step: &Step| wanted.steps.iter().any(|other| other.id == step.id);
    let is_needed = |step: &Step| {
        wanted
            .steps
            .iter()
            .any(|other| other.after.contains(&step.id))
    };
    wanted
        .lesson
        .steps
        .iter()
        .filter(|step| is_wanted(step) || is_needed(step))
        .collect()
}

/// Grades one run of a step and says why it is wrong, if it is.
pub fn grade_step<'c>(
    lesson: &Lesson,
    step: &'c Step,
    run: StepRun,
) -> Result<StepGrade<'c>, Error> {
    let right = expected::of_step(lesson, step)?;
    let mut grade = grading::grade(step, &right, run);
    if grade.verdict != Verdict::Passed {
        let mistakes = expected::mistakes_of(lesson, step)?;
        grade.diagnoses = diagnosis::diagnose(&grade, &right, &mistakes, lesson.limits);
    }
    Ok(grade)
}
