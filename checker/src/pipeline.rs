//! Floor 3: catalogue → build → run → observe → compare → diagnose → grade.
//! The pipeline prints nothing; it tells what happens as events.

use crate::hands::build::{self, Built, Order};
use crate::hands::servers::Servers;
use crate::hands::step_run::{self, OnServers};
use crate::hands::workspace::{Purpose, Subject, subject_of};
use crate::hands::{expected, leftovers};
use crate::pure::selection::Wanted;
use crate::pure::{diagnosis, grading};
use crate::vocabulary::course::{Course, Lesson, Step, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::event::Event;
use crate::vocabulary::grade::{Grade, LessonGrade, StepGrade};
use crate::vocabulary::outcome::{Diagnostic, Obstacle, StepRun, Verdict};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::{iter, thread};

/// Grades what is `wanted` of a variant, each lesson at most once.
pub fn grade<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
    target_dir: &Path,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Grade<'c>, Error> {
    let subjects: Vec<Subject<'c>> = course
        .lessons
        .iter()
        .map(|lesson| subject_of(course, lesson, variant))
        .collect();
    let is_wanted = |number| wanted.iter().any(|wanted| wanted.lesson.number == number);
    let (indices, members): (Vec<usize>, Vec<&Subject<'c>>) = subjects
        .iter()
        .enumerate()
        .filter(|(_, s)| is_wanted(s.lesson.number))
        .unzip();
    on_event(Event::BuildStarted {
        lessons: members.len(),
    });
    let servers = Servers::here();
    let order = Order {
        purpose: Purpose::Grade(variant),
        subjects: &subjects,
        wanted: &indices,
        servers: &servers.found(),
        target_dir,
    };
    let built = build::build(course, order, on_event)?;
    let jobs: Vec<Vec<Job<'_, 'c>>> = iter::zip(members, &built)
        .zip(wanted)
        .map(|((subject, built), wanted)| jobs(subject, built, &with_needed(wanted)))
        .collect();
    let mut runs = run_all(&jobs.concat(), &servers, on_event)?.into_iter();
    let mut lessons = Vec::new();
    for ((wanted, built), jobs) in iter::zip(wanted, &built).zip(&jobs) {
        let runs = jobs.iter().map(|job| job.step).zip(runs.by_ref()).collect();
        lessons.push(grade_lesson(wanted, variant, built, runs)?);
    }
    let grade = Grade { variant, lessons };
    on_event(Event::Finished(&grade));
    Ok(grade)
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
            scope.spawn(move || work(jobs, servers, next, &sender));
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
    ran?;
    Ok(runs.into_iter().flatten().collect())
}

/// Takes one job after the other until none is left, or nobody listens.
fn work(
    jobs: &[Job<'_, '_>],
    servers: &Servers,
    next: &AtomicUsize,
    sender: &Sender<(usize, Result<StepRun, Error>)>,
) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(job) = jobs.get(index) else { break };
        let run = run_step(job.subject, job.step, job.program, servers);
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
) -> Result<StepRun, Error> {
    let run = step_run::run(subject, step, program, (servers, OnServers::Skipped))?;
    if step.servers.is_empty() {
        return Ok(run);
    }
    let right = expected::of_step(subject.lesson, step)?;
    if grading::grade(step, &right, run.clone()).verdict != Verdict::Passed {
        return Ok(run);
    }
    step_run::run(subject, step, program, (servers, OnServers::Tried))
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

fn grade_lesson<'c>(
    wanted: &Wanted<'c>,
    variant: Variant,
    built: &Built,
    runs: Vec<(&'c Step, StepRun)>,
) -> Result<LessonGrade<'c>, Error> {
    let Wanted { lesson, steps } = wanted;
    let mut grades = Vec::new();
    for (step, run) in runs {
        grades.push(grade_step(lesson, step, run)?);
    }
    for (id, errors) in &built.broken {
        let step = lesson.steps.iter().find(|step| step.id == *id);
        let obstacle = Some(Obstacle::Signature(errors.clone()));
        grades.extend(step.map(|step| StepGrade::not_run(step, Verdict::DoesNotCompile, obstacle)));
    }
    let obstacle = built.program.clone().err();
    if let Some(obstacle) = &obstacle {
        grades.extend(steps.iter().map(|step| stopped(step, lesson, obstacle)));
    }
    grading::block(&mut grades);
    grades.retain(|grade| steps.iter().any(|step| step.id == grade.step.id));
    grades.sort_by_key(|grade| grade.step.number);
    if variant == Variant::Solution {
        blame_course(&mut grades);
    }
    Ok(LessonGrade {
        lesson,
        obstacle,
        warnings: built.warnings.len(),
        steps: grades,
    })
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

/// A step of a crate that could not be built. Steps whose own file has an error
/// do not compile; the others only wait for them.
fn stopped<'c>(step: &'c Step, lesson: &Lesson, obstacle: &Obstacle) -> StepGrade<'c> {
    let errors: &[Diagnostic] = match obstacle {
        Obstacle::Compile(errors) => errors,
        Obstacle::Signature(_) | Obstacle::Manifest(_) | Obstacle::Missing(_) => &[],
    };
    let has_error = |step: &Step| {
        errors.iter().any(|error| {
            error
                .file
                .as_ref()
                .is_some_and(|file| file.ends_with(&step.file))
        })
    };
    let somewhere = lesson.steps.iter().any(has_error);
    let verdict = if somewhere && !has_error(step) {
        Verdict::Blocked
    } else {
        Verdict::DoesNotCompile
    };
    StepGrade::not_run(step, verdict, None)
}

/// A solution that is wrong is no student's fault.
fn blame_course(grades: &mut [StepGrade<'_>]) {
    for grade in grades
        .iter_mut()
        .filter(|grade| grade.verdict != Verdict::Passed)
    {
        grade.verdict = Verdict::CourseBroken;
    }
}
