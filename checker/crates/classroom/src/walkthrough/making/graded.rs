//! Builds the crates of all lessons together, and grades their steps.

use crate::walkthrough::making::crates::{Krate, LessonCrates};
use crate::walkthrough::making::mistakes::MistakeCrate;
use course::error::Error;
use course::event::Event;
use course::expected;
use course::grade::StepGrade;
use course::lesson::{Course, Step, Variant};
use course::outcome::{BuildFailure, StepRun, Verdict};
use course::record;
use harness::build::{self, BuildOutput, BuildRequest};
use harness::cancel::Cancel;
use harness::launcher::Plain;
use harness::pipeline;
use harness::servers::Servers;
use harness::step_run::RunContext;
use harness::workspace::{Purpose, Subject};
use std::collections::BTreeMap;
use std::path::Path;

/// The grades of a lesson's answers.
pub(super) struct Graded<'c> {
    /// One for each step that is wanted.
    pub(super) stub: Vec<StepGrade<'c>>,
    /// One for each step that is wanted.
    pub(super) solution: Vec<StepGrade<'c>>,
    /// By the step's id, if it has a mistake.
    pub(super) mistakes: BTreeMap<String, StepGrade<'c>>,
}

type OnEvent<'e> = &'e mut dyn FnMut(Event<'_>);

/// Grades the answers of all `lessons`: the result has one entry for each. Mistakes share
/// crates; one that does not show there what it is known to show gets one of its own.
pub(super) fn grade<'c>(
    course: &Course,
    lessons: &[LessonCrates<'c>],
    target_dir: &Path,
    on_event: OnEvent<'_>,
) -> Result<Vec<Graded<'c>>, Error> {
    let mistakes = lessons.iter().enumerate().flat_map(|(lesson, crates)| {
        let mistakes = crates.mistakes.values();
        mistakes.map(move |mistake| (lesson, mistake))
    });
    let mistakes: Vec<(usize, &MistakeCrate<'c>)> = mistakes.collect();
    let shared = lessons.iter().flat_map(LessonCrates::shared);
    let shared: Vec<&Krate<'c>> = shared.collect();
    let own = mistakes.iter().map(|(_, mistake)| &mistake.alone);
    let workshop = Workshop {
        course,
        servers: Servers::here(),
        target_dir,
        crates: shared.iter().copied().chain(own).collect(),
    };

    let first: Vec<usize> = (0..shared.len()).collect();
    let mut told = workshop.grades(&first, on_event)?.into_iter();
    let mut next = || told.next().unwrap_or_default();
    let graded = lessons.iter().map(|lesson| Graded {
        stub: next(),
        solution: next(),
        mistakes: by_step(lesson.companies.iter().flat_map(|_| next())),
    });
    let mut graded: Vec<Graded<'c>> = graded.collect();

    let mut again = Vec::new();
    for (place, (lesson, mistake)) in (shared.len()..).zip(&mistakes) {
        if mistake.is_in_company && !is_as_accepted(mistake, &graded[*lesson])? {
            again.push((place, *lesson));
        }
    }
    let (places, of_lesson): (Vec<usize>, Vec<usize>) = again.into_iter().unzip();
    for (lesson, grades) in of_lesson
        .into_iter()
        .zip(workshop.grades(&places, on_event)?)
    {
        graded[lesson].mistakes.extend(by_step(grades));
    }
    Ok(graded)
}

fn by_step<'c>(grades: impl IntoIterator<Item = StepGrade<'c>>) -> BTreeMap<String, StepGrade<'c>> {
    let grades = grades.into_iter();
    grades.map(|grade| (grade.step.id.clone(), grade)).collect()
}

/// Whether a mistake shows in company what it is known to show alone.
fn is_as_accepted(mistake: &MistakeCrate<'_>, graded: &Graded<'_>) -> Result<bool, Error> {
    let grade = graded.mistakes.get(&mistake.step.id);
    let Some(run) = grade.and_then(|grade| grade.run.as_ref()) else {
        return Ok(false);
    };
    let known = expected::mistakes_of(mistake.alone.subject.lesson, mistake.step)?;
    let known = known.iter().find(|known| known.id == mistake.id);
    Ok(known.is_some_and(|known| record::is_known(run, known)))
}

/// Where crates are built and run.
struct Workshop<'g, 'c> {
    course: &'g Course,
    servers: Servers,
    target_dir: &'g Path,
    /// All crates that may be built: a workspace that changes with each build would be
    /// resolved anew.
    crates: Vec<&'g Krate<'c>>,
}

impl<'c> Workshop<'_, 'c> {
    /// Builds the crates at these places, in two workspaces.
    fn build(&self, places: &[usize], on_event: OnEvent<'_>) -> Result<Vec<BuildOutput>, Error> {
        let mut built = BTreeMap::new();
        for purpose in [Purpose::Grade(Variant::Solution), Purpose::Walkthrough] {
            let is_own = |krate: &Krate<'_>| krate.purpose == purpose;
            let own = places.iter().copied();
            let own: Vec<usize> = own.filter(|place| is_own(self.crates[*place])).collect();
            let members: Vec<Subject<'_>> = if let Purpose::Grade(variant) = purpose {
                pipeline::subjects(self.course, variant, purpose)
            } else {
                let crates = self.crates.iter().filter(|krate| is_own(krate));
                crates.map(|krate| krate.subject.clone()).collect()
            };
            let wanted = own.iter().filter_map(|place| {
                let dir = &self.crates[*place].subject.dir;
                members.iter().position(|member| member.dir == *dir)
            });
            let wanted: Vec<usize> = wanted.collect();
            if wanted.is_empty() {
                continue;
            }
            let order = BuildRequest {
                purpose,
                subjects: &members,
                wanted: &wanted,
                servers: &self.servers.found(),
                target_dir: self.target_dir,
                cancel: &Cancel::NEVER,
                launcher: &Plain,
            };
            built.extend(
                own.into_iter()
                    .zip(build::build(self.course, order, on_event)?),
            );
        }
        Ok(places
            .iter()
            .filter_map(|place| built.remove(place))
            .collect())
    }

    /// Builds the crates at these places; for each the grades of its steps, in their order.
    fn grades(
        &self,
        places: &[usize],
        on_event: OnEvent<'_>,
    ) -> Result<Vec<Vec<StepGrade<'c>>>, Error> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let built = self.build(places, on_event)?;
        let wanted = places.iter().map(|place| self.crates[*place]);
        let pairs: Vec<(&Krate<'c>, &BuildOutput)> = wanted.zip(&built).collect();
        let jobs = pairs
            .iter()
            .flat_map(|(krate, built)| pipeline::jobs(&krate.subject, built, &krate.steps));
        let jobs: Vec<_> = jobs.collect();
        let context = RunContext {
            servers: &self.servers,
            launcher: &Plain,
            cancel: &Cancel::NEVER,
        };
        let runs = pipeline::run_all(&jobs, context, on_event)?;
        let mut runs = runs.into_iter();
        let grades = pairs.iter().map(|(krate, built)| {
            let steps = krate.steps.iter().copied();
            let grade = |step| grade_step(krate, built, step, &mut runs);
            steps.map(grade).collect()
        });
        grades.collect()
    }
}

/// The grade of a step, with the next run if it could be run.
fn grade_step<'c>(
    krate: &Krate<'c>,
    built: &BuildOutput,
    step: &'c Step,
    runs: &mut impl Iterator<Item = StepRun>,
) -> Result<StepGrade<'c>, Error> {
    let not_run = |build_failure| StepGrade::not_run(step, Verdict::DoesNotCompile, build_failure);
    match build_failure(built, step) {
        Some(build_failure) => Ok(not_run(Some(build_failure))),
        None => match runs.next() {
            Some(run) => pipeline::grade_step(krate.subject.lesson, step, run),
            None => Ok(not_run(None)),
        },
    }
}

/// Why a step was not run.
fn build_failure(built: &BuildOutput, step: &Step) -> Option<BuildFailure> {
    let broken = built.broken.get(&step.id);
    let broken = broken.map(|errors| BuildFailure::Signature(errors.clone()));
    built.program.clone().err().or(broken)
}
