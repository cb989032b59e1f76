//! From the runs of a lesson's steps to the grade of the lesson.

use crate::build::BuildOutput;
use course::error::Error;
use course::grade::{LessonGrade, StepGrade};
use course::grading;
use course::lesson::{Lesson, Step, Variant};
use course::outcome::{BuildFailure, Diagnostic, StepRun, Verdict};
use course::selection::Wanted;

/// Grades the runs of a lesson's steps, and those steps that could not be run.
pub fn grade<'c>(
    wanted: &Wanted<'c>,
    variant: Variant,
    built: &BuildOutput,
    runs: Vec<(&'c Step, StepRun)>,
) -> Result<LessonGrade<'c>, Error> {
    let Wanted { lesson, steps } = wanted;
    let mut grades = Vec::new();
    for (step, run) in runs {
        grades.push(crate::pipeline::grade_step(lesson, step, run)?);
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
                .map(|step| stopped(step, lesson, build_failure)),
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
        warnings: built.warnings.len(),
        steps: grades,
    })
}

/// A step of a crate that could not be built. Steps whose own file has an error
/// do not compile; the others only wait for them.
fn stopped<'c>(step: &'c Step, lesson: &Lesson, build_failure: &BuildFailure) -> StepGrade<'c> {
    let errors: &[Diagnostic] = match build_failure {
        BuildFailure::Compile(errors) => errors,
        BuildFailure::Signature(_) | BuildFailure::Manifest(_) | BuildFailure::Missing(_) => &[],
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
