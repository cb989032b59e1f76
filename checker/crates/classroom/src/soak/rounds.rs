//! Runs the same right answers again and again on a busy machine. If a verdict differs, that
//! is the grader's fault, not the answer's.

use crate::soak::load::Load;
use crate::soak::result::{Different, Slowest, Soak};
use course::error::Error;
use course::event::Event;
use course::lesson::{Course, Lesson, Variant};
use course::outcome::{Check, StepRun, Verdict};
use course::selection::Wanted;
use harness::build::{self, BuildOutput, BuildRequest};
use harness::cancel::Cancel;
use harness::launcher::Plain;
use harness::pipeline::{self, Job};
use harness::seeding;
use harness::servers::Servers;
use harness::step_run::RunContext;
use harness::workspace::{Purpose, Subject, seed_subjects};
use std::path::Path;

/// How often the solutions are run, and on what.
#[derive(Clone, Copy)]
pub(super) struct Rounds<'r> {
    /// How often each step is run.
    pub count: usize,
    /// Whether each round has names and numbers of its own, and so a build of its own.
    pub is_seeded: bool,
    /// Where compiled things go; the load is on its disk.
    pub target_dir: &'r Path,
    /// The servers on which some observations are made.
    pub servers: &'r Servers,
}

impl Rounds<'_> {
    /// Runs the solutions of what is `wanted`. Without seeds, one build serves all rounds.
    pub(super) fn run(
        self,
        course: &Course,
        wanted: &[Wanted<'_>],
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<Soak, Error> {
        let mut soak = Soak::default();
        let builds = if self.is_seeded { self.count } else { 1 };
        for _ in 0..builds {
            let seed = self.is_seeded.then(seeding::new_seed);
            let programs = Programs::build(course, wanted, seed, self, on_event)?;
            let jobs = programs.jobs(wanted);
            let load = Load::on(self.target_dir);
            for _ in 0..self.count / builds {
                self.run_round(&jobs, seed, &mut soak, on_event)?;
            }
            drop(load);
        }
        Ok(soak)
    }

    fn run_round(
        self,
        jobs: &[Job<'_, '_>],
        seed: Option<u32>,
        soak: &mut Soak,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Error> {
        let context = RunContext::plain(self.servers);
        soak.rounds += 1;
        for (job, run) in jobs.iter().zip(pipeline::run_all(jobs, context, on_event)?) {
            soak.add(job, run, seed)?;
        }
        Ok(())
    }
}

/// The solutions, built.
struct Programs<'c> {
    subjects: Vec<Subject<'c>>,
    /// Which of them are wanted.
    chosen: Vec<usize>,
    /// The programs of those.
    built: Vec<BuildOutput>,
}

impl<'c> Programs<'c> {
    fn build(
        course: &'c Course,
        wanted: &[Wanted<'_>],
        seed: Option<u32>,
        rounds: Rounds<'_>,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<Self, Error> {
        let is_wanted = |lesson: &Lesson| {
            let mut wanted = wanted.iter();
            wanted.any(|wanted| wanted.lesson.number == lesson.number)
        };
        let purpose = Purpose::of(Variant::Solution, seed);
        // All lessons are members, as in any other run: so cargo resolves nothing again.
        let mut subjects = pipeline::subjects(course, Variant::Solution, purpose);
        for subject in &mut subjects {
            // Nobody looks into what a soak leaves.
            subject.keep = None;
        }
        seed_subjects(&mut subjects, seed, is_wanted)?;
        let chosen = (0..subjects.len()).filter(|&at| is_wanted(subjects[at].lesson));
        let chosen: Vec<usize> = chosen.collect();
        on_event(Event::BuildStarted {
            lessons: chosen.len(),
        });
        let request = BuildRequest {
            purpose,
            subjects: &subjects,
            wanted: &chosen,
            servers: &rounds.servers.found(),
            target_dir: rounds.target_dir,
            cancel: &Cancel::NEVER,
            launcher: &Plain,
        };
        let built = build::build(course, request, on_event)?;
        let is_broken = |built: &BuildOutput| built.program.is_err() || !built.broken.is_empty();
        let mut pairs = chosen.iter().zip(&built);
        if let Some((&at, _)) = pairs.find(|(_, built)| is_broken(built)) {
            return Err(Error::course(&subjects[at].dir, "it does not compile"));
        }
        Ok(Self {
            subjects,
            chosen,
            built,
        })
    }

    /// One job for each step that is wanted.
    fn jobs<'p>(&'p self, wanted: &[Wanted<'c>]) -> Vec<Job<'p, 'c>> {
        let programs = self.chosen.iter().zip(&self.built).zip(wanted);
        let jobs = programs
            .map(|((&at, built), wanted)| pipeline::jobs(&self.subjects[at], built, &wanted.steps));
        jobs.flatten().collect()
    }
}

impl Soak {
    /// Adds a run of the current round.
    fn add(&mut self, job: &Job<'_, '_>, run: StepRun, seed: Option<u32>) -> Result<(), Error> {
        let (lesson, step) = (job.subject.lesson, job.step);
        let this = Slowest {
            step: lesson.name_of(step),
            took: run.duration,
            limit: lesson.limits.seconds,
        };
        let grade = pipeline::grade_step(lesson, step, run)?;
        self.runs += 1;
        if grade.verdict != Verdict::Passed {
            let wrong = grade.checks.into_iter().filter(|check| !check.passed());
            self.different.push(Different {
                round: self.rounds,
                seed,
                step: this.step.clone(),
                verdict: grade.verdict,
                titles: wrong.map(|Check { title, .. }| title).collect(),
            });
        }
        let is_slower = |other: &Slowest| this.share() > other.share();
        if self.slowest.as_ref().is_none_or(is_slower) {
            self.slowest = Some(this);
        }
        Ok(())
    }
}
