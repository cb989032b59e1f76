//! Builds the crates of all lessons together, and grades their steps.

use crate::walkthrough::deck::making::lesson_crates::LessonCrates;
use crate::walkthrough::deck::making::mistakes::MistakeCrate;
use crate::walkthrough::deck::making::slide_crate::SlideCrate;
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
pub(super) struct LessonAnswers<'c> {
    /// One for each step that is wanted.
    pub(super) stub: Vec<StepGrade<'c>>,
    /// One for each step that is wanted.
    pub(super) solution: Vec<StepGrade<'c>>,
    /// By the step's id, if it has a mistake.
    pub(super) mistakes: BTreeMap<String, StepGrade<'c>>,
}

type OnEvent<'e> = &'e mut dyn FnMut(Event<'_>);

/// Grades the answers of all `lessons`, in their order. Mistakes are built in batches; one
/// that does not show there what it is known to show gets a crate of its own.
pub(super) fn grade<'c>(
    course: &Course,
    lessons: &[LessonCrates<'c>],
    target_dir: &Path,
    on_event: OnEvent<'_>,
) -> Result<Vec<LessonAnswers<'c>>, Error> {
    let mistakes = lessons.iter().enumerate().flat_map(|(lesson, crates)| {
        let mistakes = crates.mistakes.values();
        mistakes.map(move |mistake| (lesson, mistake))
    });
    let mistakes: Vec<(usize, &MistakeCrate<'c>)> = mistakes.collect();
    let always = lessons.iter().flat_map(LessonCrates::always_built);
    let always: Vec<&SlideCrate<'c>> = always.collect();
    let solo = mistakes.iter().map(|(_, mistake)| &mistake.solo);
    let workshop = Workshop {
        course,
        servers: Servers::here(),
        target_dir,
        crates: always.iter().copied().chain(solo).collect(),
    };

    let first: Vec<usize> = (0..always.len()).collect();
    let mut by_crate = workshop.grades(&first, on_event)?.into_iter();
    let mut next = || by_crate.next().unwrap_or_default();
    let all = lessons.iter().map(|lesson| LessonAnswers {
        stub: next(),
        solution: next(),
        mistakes: by_step(lesson.batches.iter().flat_map(|_| next())),
    });
    let mut all: Vec<LessonAnswers<'c>> = all.collect();

    let mut again = Vec::new();
    for (index, (lesson, mistake)) in (always.len()..).zip(&mistakes) {
        if mistake.is_in_batch && !is_as_accepted(mistake, &all[*lesson])? {
            again.push((index, *lesson));
        }
    }
    let (indexes, of_lesson): (Vec<usize>, Vec<usize>) = again.into_iter().unzip();
    for (lesson, grades) in of_lesson
        .into_iter()
        .zip(workshop.grades(&indexes, on_event)?)
    {
        all[lesson].mistakes.extend(by_step(grades));
    }
    Ok(all)
}

fn by_step<'c>(grades: impl IntoIterator<Item = StepGrade<'c>>) -> BTreeMap<String, StepGrade<'c>> {
    let grades = grades.into_iter();
    grades.map(|grade| (grade.step.id.clone(), grade)).collect()
}

/// Whether a mistake shows in its batch what it is known to show.
fn is_as_accepted(mistake: &MistakeCrate<'_>, graded: &LessonAnswers<'_>) -> Result<bool, Error> {
    let grade = graded.mistakes.get(&mistake.step.id);
    let Some(run) = grade.and_then(|grade| grade.run.as_ref()) else {
        return Ok(false);
    };
    let known = expected::mistakes_of(mistake.solo.subject.lesson, mistake.step)?;
    let known = known.iter().find(|known| known.id == mistake.id);
    Ok(known.is_some_and(|known| record::is_known(run, known)))
}

/// Where crates are built and run.
struct Workshop<'g, 'c> {
    course: &'g Course,
    servers: Servers,
    target_dir: &'g Path,
    /// All crates that may be built. They are always members of the workspace: if it
    /// changed with each build, cargo would resolve it again.
    crates: Vec<&'g SlideCrate<'c>>,
}

impl<'c> Workshop<'_, 'c> {
    /// Builds the crates at these indexes, in two workspaces.
    fn build(&self, indexes: &[usize], on_event: OnEvent<'_>) -> Result<Vec<BuildOutput>, Error> {
        let mut built = BTreeMap::new();
        for purpose in [Purpose::Grade(Variant::Solution), Purpose::Walkthrough] {
            let is_own = |krate: &SlideCrate<'_>| krate.purpose == purpose;
            let own = indexes.iter().copied();
            let own: Vec<usize> = own.filter(|index| is_own(self.crates[*index])).collect();
            let members: Vec<Subject<'_>> = if let Purpose::Grade(variant) = purpose {
                pipeline::subjects(self.course, variant, purpose)
            } else {
                let crates = self.crates.iter().filter(|krate| is_own(krate));
                crates.map(|krate| krate.subject.clone()).collect()
            };
            let wanted = own.iter().filter_map(|index| {
                let dir = &self.crates[*index].subject.dir;
                members.iter().position(|member| member.dir == *dir)
            });
            let wanted: Vec<usize> = wanted.collect();
            if wanted.is_empty() {
                continue;
            }
            let request = BuildRequest {
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
                    .zip(build::build(self.course, request, on_event)?),
            );
        }
        Ok(indexes
            .iter()
            .filter_map(|index| built.remove(index))
            .collect())
    }

    /// Builds the crates at these indexes; returns for each the grades of its steps, in order.
    fn grades(
        &self,
        indexes: &[usize],
        on_event: OnEvent<'_>,
    ) -> Result<Vec<Vec<StepGrade<'c>>>, Error> {
        if indexes.is_empty() {
            return Ok(Vec::new());
        }
        let built = self.build(indexes, on_event)?;
        let wanted = indexes.iter().map(|index| self.crates[*index]);
        let pairs: Vec<(&SlideCrate<'c>, &BuildOutput)> = wanted.zip(&built).collect();
        let jobs = pairs
            .iter()
            .flat_map(|(krate, built)| pipeline::jobs(&krate.subject, built, &krate.steps));
        let jobs: Vec<_> = jobs.collect();
        let context = RunContext::plain(&self.servers);
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
    krate: &SlideCrate<'c>,
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
