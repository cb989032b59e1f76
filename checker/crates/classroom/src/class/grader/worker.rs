//! Grades one job, in a process of its own: what it does to this process concerns no other submission.

use crate::class::grader::digest::Graders;
use crate::class::grader::job::{
    self, JOB, Job, JobResult, JobWork, LessonResult, State, StepScore, VERSION,
};
use crate::class::moment;
use crate::class::work::Files;
use crate::grading::{self, Request};
use crate::html::{self, Page};
use crate::signals;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::feedback::{BuildFeedback, Feedback, verdict_word};
use course::grade::{Grade, LessonGrade, StepGrade};
use course::lesson::Course;
use course::outcome::BuildFailure;
use formats::{atomic_file, diagrams, json};
use sandbox::submission;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// Grades the job in a folder, and writes what came of it into a file.
pub(in crate::class) fn run(folder: &Path, result: &Path) -> Result<ExitCode, Error> {
    let cancel = signals::cancel_at_the_first()?;
    signals::cancel_at_the_end_of_input(&cancel);
    let job: Job = job::read(&folder.join(JOB))?;
    let course = catalogue::here()?;
    let is_asked = |lesson: &str| job.works.iter().any(|work| work.lesson == lesson);
    refuse_others(&job, &Graders::of_some(&course, is_asked)?)?;
    let start = Instant::now();
    let overlay = submission::read(&course, "lessons", folder, None)?;
    let names: Vec<String> = job.works.iter().map(|work| work.lesson.clone()).collect();
    let request = Request {
        names: &names,
        files: &overlay.files,
        seed: job.seed,
        time_limit: Duration::from_secs(job.time_limit),
        allow_unsandboxed: false,
        cancel: &cancel,
    };
    let lessons = grading::grade(&course, &request, &mut |_| {}, |course, grade| {
        lessons(&job, course, &grade, &overlay.files)
    })??;
    let came = JobResult {
        version: VERSION,
        seed: job.seed,
        machine: machine(),
        graded_at: moment::now(),
        seconds: start.elapsed().as_secs_f64(),
        lessons,
    };
    let bytes = serde_json::to_vec(&came).map_err(io::Error::other);
    atomic_file::write(
        result,
        &bytes.map_err(Error::while_doing("write a result"))?,
    )?;
    Ok(ExitCode::AllPoints)
}

/// What another grader has to grade is no work for this one.
fn refuse_others(job: &Job, graders: &Graders) -> Result<(), Error> {
    let is_others = |work: &&JobWork| work.grader != graders.of_lesson(&work.lesson);
    let Some(other) = job.works.iter().find(is_others) else {
        return Ok(());
    };
    Err(Error::Usage(format!(
        "{} is to be graded by another version of the course than this one; take the same version, or \
         plan again",
        other.lesson
    )))
}

/// What is asked for. That a step shows the course itself broken is no verdict.
fn lessons(
    job: &Job,
    course: &Course,
    grade: &Grade<'_>,
    files: &BTreeMap<u32, Files>,
) -> Result<Vec<LessonResult>, Error> {
    if grade.course_broken() {
        let why = "a step shows that the course itself is broken";
        return Err(Error::course(&course.root, why));
    }
    let diagrams = diagrams::of_grade(course, grade);
    let page = Page {
        grade,
        diagrams: &diagrams,
        root: &course.root,
        code: Some(files),
    };
    let mut lessons = Vec::new();
    for work in &job.works {
        let graded = grade.lessons.iter().find(|it| it.lesson.id == work.lesson);
        let Some(graded) = graded else { continue };
        lessons.push(LessonResult {
            work: work.clone(),
            state: match graded.build_failure {
                None | Some(BuildFailure::NotReached(_)) => State::Graded,
                Some(_) => State::DoesNotCompile,
            },
            steps: graded
                .steps
                .iter()
                .map(|step| score(page, graded, step))
                .collect(),
            report: json::lesson(graded),
            page: html::lesson_feedback(page, graded).into_string(),
        });
    }
    Ok(lessons)
}

fn score(page: Page<'_>, lesson: &LessonGrade<'_>, step: &StepGrade<'_>) -> StepScore {
    let feedback = Feedback::of(lesson.lesson, step, page.grade.variant, page.root);
    let failure = lesson.build_failure.as_ref();
    let failure = failure.map(|failure| BuildFeedback::of(lesson, failure, page.root));
    let failure = failure.as_ref();
    let of_build = || {
        failure.and_then(|it| {
            Some(format!(
                "{}; {}",
                it.reason()?.trim_end_matches('.'),
                it.repair
            ))
        })
    };
    let sentence = feedback.reason().or_else(of_build);
    let wrong = step.checks.iter().find(|check| !check.passed());
    StepScore {
        step: feedback.name,
        points: step.earned,
        possible: step.step.points,
        verdict: verdict_word(step.verdict).to_owned(),
        observation: wrong.map(|check| check.id.clone()).unwrap_or_default(),
        sentence: sentence.unwrap_or_default(),
    }
}

/// What this machine is called.
pub(super) fn machine() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => "unknown".to_owned(),
        name => name.to_owned(),
    }
}
