//! From the runs of a lesson's steps to their grades and the grade of the lesson.

use crate::build::BuildOutput;
use course::error::Error;
use course::expected;
use course::grade::{LessonGrade, StepGrade};
use course::lesson::{Lesson, Step, Variant};
use course::outcome::{BuildFailure, Diagnostic, StepRun, Verdict};
use course::selection::Wanted;
use course::{diagnosis, grading};

/// Grades a lesson from the runs of its steps, including those that could not be run.
pub fn grade_lesson<'c>(
    wanted: &Wanted<'c>,
    variant: Variant,
    built: &BuildOutput,
    runs: Vec<(&'c Step, StepRun)>,
) -> Result<LessonGrade<'c>, Error> {
    let Wanted { lesson, steps } = wanted;
    let mut grades = Vec::new();
    for (step, run) in runs {
        grades.push(grade_step(lesson, step, run)?);
    }
    for (id, errors) in &built.broken {
        let step = lesson.steps.iter().find(|step| step.id == *id);
        let build_failure = Some(BuildFailure::Signature(errors.clone()));
        grades.extend(
            step.map(|step| StepGrade::not_run(step, Verdict::DoesNotCompile, build_failure)),
        );
    }
    let build_failure = built.program.clone().err();
    if let Some(build_failure) = &build_failure {
        grades.extend(
            steps
                .iter()
                .map(|step| not_built(step, lesson, build_failure)),
        );
    }
    grading::block(&mut grades);
    grades.retain(|grade| steps.iter().any(|step| step.id == grade.step.id));
    grades.sort_by_key(|grade| grade.step.number);
    if variant == Variant::Solution {
        blame_course(&mut grades);
    }
    Ok(LessonGrade {
        lesson,
        build_failure,
        warnings: built.warnings.of_crate.len(),
        steps: grades,
    })
}

/// Grades a lesson that nobody has begun. What will be tried is known from the snapshots.
pub(super) fn grade_untouched<'c>(wanted: &Wanted<'c>) -> Result<LessonGrade<'c>, Error> {
    let lesson = wanted.lesson;
    let steps = wanted.steps.iter().map(|step| {
        let right = expected::of_step(lesson, step)?;
        Ok(StepGrade {
            checks: grading::compare(&right, &[]),
            ..StepGrade::not_run(step, Verdict::NotStarted, None)
        })
    });
    Ok(LessonGrade {
        lesson,
        build_failure: None,
        warnings: 0,
        steps: steps.collect::<Result<_, Error>>()?,
    })
}

/// The grade of a step whose crate could not be built. If some step files have errors, the other
/// steps are only blocked by those.
fn not_built<'c>(step: &'c Step, lesson: &Lesson, build_failure: &BuildFailure) -> StepGrade<'c> {
    let errors: &[Diagnostic] = match build_failure {
        BuildFailure::Compile(errors) => errors,
        BuildFailure::Signature(_) | BuildFailure::Manifest(_) | BuildFailure::Missing(_) => &[],
        BuildFailure::NotReached(_) => return StepGrade::not_run(step, Verdict::TimedOut, None),
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

/// If a solution is wrong, the course is at fault.
fn blame_course(grades: &mut [StepGrade<'_>]) {
    for grade in grades
        .iter_mut()
        .filter(|grade| grade.verdict != Verdict::Passed)
    {
        grade.verdict = Verdict::CourseBroken;
    }
}

/// Grades a run of a step, and explains it if it is wrong.
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
