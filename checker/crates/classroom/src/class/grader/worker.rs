//! Grades one job, in a process of its own: what it does to this process concerns no other submission.

use crate::class::grader::digest::Graders;
use crate::class::grader::job::{
    self, JOB, Job, JobResult, JobWork, LessonResult, State, StepScore, VERSION,
};
use crate::class::moment;
use crate::class::work::{Files, Work};
use crate::grading::{self, Request};
use crate::html::{self, Page};
use crate::signals;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::feedback::{BuildFeedback, Feedback, verdict_word};
use course::grade::{Grade, LessonGrade, StepGrade};
use course::lesson::Course;
use course::outcome::{BuildFailure, Exit};
use formats::{atomic_file, diagrams, json};
use harness::cancel::Cancel;
use sandbox::submission;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::slice;
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
    refuse_damaged(&job, &course, &overlay.files)?;
    let grader = JobGrader {
        course: &course,
        job: &job,
        files: &overlay.files,
        cancel: &cancel,
    };
    let came = JobResult {
        version: VERSION,
        seed: job.seed,
        machine: machine(),
        lessons: grader.lessons()?,
        graded_at: moment::now(),
        seconds: start.elapsed().as_secs_f64(),
    };
    let bytes = serde_json::to_vec(&came).map_err(io::Error::other);
    atomic_file::write(
        result,
        &bytes.map_err(Error::while_doing("write a result"))?,
    )?;
    Ok(ExitCode::AllPoints)
}

/// Grades the work of a job.
struct JobGrader<'j> {
    course: &'j Course,
    job: &'j Job,
    files: &'j BTreeMap<u32, Files>,
    cancel: &'j Cancel,
}

/// What came of a lesson, and how it came to its end.
struct Came {
    lesson: LessonResult,
    end: End,
}

/// How a lesson came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Of its own.
    Own,
    /// The time for everything was over before all of its steps were done.
    CutShort,
    /// It was over before any of them was.
    NotReached,
}

impl JobGrader<'_> {
    /// Grades all of it together. A lesson for which others have left no time is graded once more, alone:
    /// somebody else may have handed in the same.
    fn lessons(&self) -> Result<Vec<LessonResult>, Error> {
        let mut all = self.graded(&self.job.works)?;
        let are_several = all.len() > 1;
        for came in all
            .iter_mut()
            .filter(|it| are_several && it.end != End::Own)
        {
            let alone = self.graded(slice::from_ref(&came.lesson.work))?;
            if let Some(alone) = alone.into_iter().next() {
                *came = alone;
            }
        }
        if let Some(came) = all.iter().find(|it| it.end == End::NotReached) {
            let why = io::Error::other(format!(
                "the time limit of {} s was over before any step of it was done",
                self.job.time_limit
            ));
            return Err(Error::while_doing(format!(
                "grade {}",
                came.lesson.work.lesson
            ))(why));
        }
        Ok(all.into_iter().map(|it| it.lesson).collect())
    }

    fn graded(&self, works: &[JobWork]) -> Result<Vec<Came>, Error> {
        let names: Vec<String> = works.iter().map(|work| work.lesson.clone()).collect();
        let request = Request {
            names: &names,
            files: self.files,
            seed: self.job.seed,
            time_limit: Duration::from_secs(self.job.time_limit),
            allow_unsandboxed: false,
            cancel: self.cancel,
        };
        grading::grade(self.course, &request, &mut |_| {}, |course, grade| {
            came_of(works, course, &grade, self.files)
        })?
    }
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

/// Points for files that were lost on the way would go to everybody who has handed in the same.
fn refuse_damaged(job: &Job, course: &Course, files: &BTreeMap<u32, Files>) -> Result<(), Error> {
    for asked in &job.works {
        let mut lessons = course.lessons.iter();
        let Some(lesson) = lessons.find(|lesson| lesson.id == asked.lesson) else {
            continue;
        };
        let files = files.get(&lesson.number).cloned().unwrap_or_default();
        if Work::new(lesson, files)?.digest != asked.digest {
            return Err(Error::Usage(format!(
                "the files of {} are not those that were planned; copy the plan again",
                asked.lesson
            )));
        }
    }
    Ok(())
}

/// What is asked for. That a step shows the course itself broken is no verdict.
fn came_of(
    works: &[JobWork],
    course: &Course,
    grade: &Grade<'_>,
    files: &BTreeMap<u32, Files>,
) -> Result<Vec<Came>, Error> {
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
    let came = works.iter().filter_map(|work| {
        let mut lessons = grade.lessons.iter();
        let graded = lessons.find(|it| it.lesson.id == work.lesson)?;
        Some(Came::of(work, graded, page))
    });
    Ok(came.collect())
}

impl Came {
    fn of(work: &JobWork, graded: &LessonGrade<'_>, page: Page<'_>) -> Self {
        let steps = graded.steps.iter();
        let lesson = LessonResult {
            work: work.clone(),
            state: match graded.build_failure {
                None | Some(BuildFailure::NotReached(_)) => State::Graded,
                Some(_) => State::DoesNotCompile,
            },
            steps: steps.map(|step| score(page, graded, step)).collect(),
            report: json::lesson(graded),
            page: html::lesson_feedback(page, graded).into_string(),
        };
        Self {
            lesson,
            end: End::of(graded),
        }
    }
}

impl End {
    fn of(graded: &LessonGrade<'_>) -> Self {
        if matches!(graded.build_failure, Some(BuildFailure::NotReached(_))) {
            return Self::NotReached;
        }
        let runs = graded.steps.iter().filter_map(|step| step.run.as_ref());
        let (cut, whole): (Vec<_>, Vec<_>) = runs.partition(|run| run.exit == Exit::OutOfTime);
        match (&cut[..], &whole[..]) {
            ([], _) => Self::Own,
            (_, []) => Self::NotReached,
            _ => Self::CutShort,
        }
    }
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
