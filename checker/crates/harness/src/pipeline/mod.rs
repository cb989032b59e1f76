//! Catalogue → build → run → observe → compare → diagnose → grade. Nothing is printed here: what
//! happens is reported as events.

mod lesson;

pub use lesson::{grade_lesson, grade_step};

use crate::build::{self, BuildOutput, BuildRequest};
use crate::cancel::Cancel;
use crate::launcher::{Launcher, Plain};
use crate::reaper;
use crate::scratch;
use crate::servers::Servers;
use crate::step_run::{self, OnServers, RunContext};
use crate::workspace::{Purpose, Subject, seed_subjects, subject_of};
use course::error::Error;
use course::event::Event;
use course::expected;
use course::given;
use course::grade::{Grade, LessonGrade};
use course::grading;
use course::lesson::{Course, Lesson, Server, Step, Variant};
use course::outcome::{StepRun, Verdict};
use course::selection::Wanted;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;

/// What is to be graded.
#[derive(Clone, Copy)]
pub struct GradeRequest<'r, 'c> {
    /// Whose code.
    pub variant: Variant,
    /// Each lesson at most once, in the course's order. All of them are built that are begun,
    /// which costs nothing if nothing has changed.
    pub wanted: &'r [Wanted<'c>],
    /// The course whose given files tell if a lesson is begun. Those that are not are neither
    /// built nor run. `None`: all of them are.
    pub given: Option<&'r Course>,
    /// Which of these lessons are run and graded, by number.
    pub run: &'r dyn Fn(u32) -> bool,
    /// The target folder.
    pub target_dir: &'r Path,
    /// Cancels the run.
    pub cancel: &'r Cancel,
    /// The seed for names and numbers in the step files; `None` leaves them as they are.
    pub seed: Option<u32>,
    /// How code is built and run.
    pub launcher: &'r dyn Launcher,
}

impl<'r, 'c> GradeRequest<'r, 'c> {
    /// Everything that is `wanted`, begun or not, without a seed, and started without a sandbox.
    pub fn new(variant: Variant, wanted: &'r [Wanted<'c>], target_dir: &'r Path) -> Self {
        Self {
            variant,
            wanted,
            given: None,
            run: &|_| true,
            target_dir,
            cancel: &Cancel::NEVER,
            seed: None,
            launcher: &Plain,
        }
    }

    fn wants(&self, lesson: &Lesson) -> bool {
        let mut wanted = self.wanted.iter();
        wanted.any(|wanted| wanted.lesson.number == lesson.number)
    }

    /// Whether nobody has begun this lesson.
    fn is_untouched(&self, course: &Course, lesson: &Lesson) -> bool {
        let variant = course.root.join(self.variant.folder());
        let folder = variant.join(lesson.folder());
        self.given
            .is_some_and(|given| given::is_untouched(given, lesson, &folder))
    }

    fn servers(&self) -> Servers {
        match self.launcher.confinement() {
            // A server can run programs for its clients, outside the sandbox.
            Some(_) => Servers::none("no servers in trusted grading"),
            None => Servers::here(),
        }
    }
}

/// A lesson that was built and is to be run.
struct LessonInWork<'w, 'c> {
    wanted: &'w Wanted<'c>,
    subject: &'w Subject<'c>,
    built: BuildOutput,
}

impl<'c> LessonInWork<'_, 'c> {
    fn jobs(&self) -> Vec<Job<'_, 'c>> {
        jobs(self.subject, &self.built, &with_needed(self.wanted))
    }
}

/// Grades what is requested.
pub fn grade<'c>(
    course: &'c Course,
    request: GradeRequest<'_, 'c>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Grade<'c>, Error> {
    let wanted = request.wanted.iter().cloned();
    let (mut untouched, begun): (Vec<_>, Vec<_>) =
        wanted.partition(|wanted| request.is_untouched(course, wanted.lesson));
    untouched.retain(|wanted| (request.run)(wanted.lesson.number));
    let mut lessons = Vec::new();
    if !begun.is_empty() {
        let request = GradeRequest {
            wanted: &begun,
            ..request
        };
        lessons.extend(grade_begun(course, request, on_event)?);
    }
    for wanted in &untouched {
        lessons.push(lesson::grade_untouched(wanted)?);
    }
    lessons.sort_by_key(|grade| grade.lesson.number);
    let grade = Grade {
        variant: request.variant,
        lessons,
        submission: None,
        seed: request.seed,
        sandbox: request.launcher.confinement().cloned(),
    };
    on_event(Event::Finished(&grade));
    Ok(grade)
}

/// Builds lessons, runs their steps, and grades them.
fn grade_begun<'c>(
    course: &'c Course,
    request: GradeRequest<'_, 'c>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<LessonGrade<'c>>, Error> {
    scratch::remove_leftovers();
    let purpose = Purpose::of(request.variant, request.seed);
    let mut subjects = subjects(course, request.variant, purpose);
    seed_subjects(&mut subjects, request.seed, |lesson| request.wants(lesson))?;
    let servers = request.servers();
    let mut lessons = build_wanted(course, request, &subjects, &servers, on_event)?;
    lessons.retain(|lesson| (request.run)(lesson.wanted.lesson.number));
    let context = RunContext {
        servers: &servers,
        launcher: request.launcher,
        cancel: request.cancel,
        worker: 0,
    };
    run_lessons(&lessons, request.variant, context, on_event)
}

/// Builds the wanted lessons.
fn build_wanted<'w, 'c>(
    course: &Course,
    request: GradeRequest<'w, 'c>,
    subjects: &'w [Subject<'c>],
    servers: &Servers,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<LessonInWork<'w, 'c>>, Error> {
    let is_wanted = |index: &usize| request.wants(subjects[*index].lesson);
    let indexes: Vec<usize> = (0..subjects.len()).filter(is_wanted).collect();
    on_event(Event::BuildStarted {
        lessons: indexes.len(),
    });
    let build_request = BuildRequest {
        purpose: Purpose::of(request.variant, request.seed),
        subjects,
        wanted: &indexes,
        servers: &servers.found(),
        target_dir: request.target_dir,
        cancel: request.cancel,
        launcher: request.launcher,
    };
    let outputs = build::build(course, build_request, on_event)?;
    let lessons = request.wanted.iter().zip(indexes).zip(outputs);
    let lessons = lessons.map(|((wanted, index), built)| LessonInWork {
        wanted,
        subject: &subjects[index],
        built,
    });
    Ok(lessons.collect())
}

/// Runs the steps of all lessons side by side, and grades each lesson.
fn run_lessons<'c>(
    lessons: &[LessonInWork<'_, 'c>],
    variant: Variant,
    context: RunContext<'_>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<LessonGrade<'c>>, Error> {
    let jobs: Vec<Vec<Job<'_, 'c>>> = lessons.iter().map(LessonInWork::jobs).collect();
    let mut runs = run_all(&jobs.concat(), context, on_event)?.into_iter();
    let grades = lessons.iter().zip(&jobs).map(|(lesson, jobs)| {
        let steps = jobs.iter().map(|job| job.step);
        let runs = steps.zip(runs.by_ref()).collect();
        grade_lesson(lesson.wanted, variant, &lesson.built, runs)
    });
    grades.collect()
}

/// All lessons of a variant.
pub fn subjects(course: &Course, variant: Variant, purpose: Purpose) -> Vec<Subject<'_>> {
    let lessons = course.lessons.iter();
    lessons
        .map(|lesson| subject_of(course, lesson, variant, purpose))
        .collect()
}

/// A process to start: a step of a subject that compiled.
#[derive(Clone, Copy)]
pub struct Job<'a, 'c> {
    /// The crate that is graded.
    pub subject: &'a Subject<'c>,
    /// The step.
    pub step: &'c Step,
    program: &'a Path,
}

/// The processes to start for `steps` of a subject; none if it did not compile.
pub fn jobs<'a, 'c>(
    subject: &'a Subject<'c>,
    built: &'a BuildOutput,
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

/// Runs all jobs, as many at once as the machine has cores. The result has one entry per job, in
/// their order.
pub fn run_all(
    jobs: &[Job<'_, '_>],
    context: RunContext<'_>,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<StepRun>, Error> {
    on_event(Event::RunStarted { steps: jobs.len() });
    let workers = step_run::workers().min(jobs.len());
    let next = AtomicUsize::new(0);
    let mut runs: Vec<Option<StepRun>> = vec![None; jobs.len()];
    let ran = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for worker in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            let context = RunContext { worker, ..context };
            scope.spawn(move || work(jobs, context, next, &sender));
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
    reaper::end_leftovers();
    ran?;
    Ok(runs.into_iter().flatten().collect())
}

/// Does one job after the other until none is left or nobody listens.
fn work(
    jobs: &[Job<'_, '_>],
    context: RunContext<'_>,
    next: &AtomicUsize,
    sender: &Sender<(usize, Result<StepRun, Error>)>,
) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(job) = jobs.get(index) else { break };
        let checked = context.cancel.check();
        let run = checked.and_then(|()| run_step(job.subject, job.step, job.program, context));
        if sender.send((index, run)).is_err() {
            break;
        }
    }
}

/// Runs a step. Its observations on servers are only made when everything else is right, because
/// a server takes a second to start, for which a student would have to wait.
pub fn run_step(
    subject: &Subject<'_>,
    step: &Step,
    program: &Path,
    context: RunContext<'_>,
) -> Result<StepRun, Error> {
    let run = step_run::run(subject, step, program, OnServers::Skipped, context)?;
    let is_absent = |server: &Server| context.servers.absence(*server).is_some();
    if step.servers.iter().all(is_absent) {
        return Ok(run);
    }
    let right = expected::of_step(subject.lesson, step)?;
    if grading::grade(step, &right, run.clone()).verdict != Verdict::Passed {
        return Ok(run);
    }
    step_run::run(subject, step, program, OnServers::Tried, context)
}

/// The wanted steps and the steps that they build on, which decide between failed and blocked.
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
