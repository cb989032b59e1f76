//! Which step a command is about.

use crate::hands::cargo;
use crate::pipeline;
use crate::pure::selection::{self, Wanted};
use crate::report::progress::Progress;
use crate::vocabulary::course::{Course, Lesson, Step, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;
use crate::vocabulary::grade::Grade;
use std::slice;

/// A step with its lesson.
pub(super) type Named<'c> = (&'c Lesson, &'c Step);

/// The step that was named. Of a lesson, or of nothing: the first that is not right yet.
pub(super) fn named_or_next<'c>(
    course: &'c Course,
    name: Option<&str>,
) -> Result<Option<Named<'c>>, Error> {
    let names: Vec<String> = name.map(str::to_owned).into_iter().collect();
    let wanted = selection::select(course, &names)?;
    match only(&wanted) {
        Some(step) => Ok(Some(step)),
        None => first_unfinished(course, Variant::Lesson, &wanted),
    }
}

/// The first step that is not right yet. It is looked for lesson by lesson: who is at
/// the first one need not wait for the tenth.
pub(super) fn first_unfinished<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
) -> Result<Option<Named<'c>>, Error> {
    for lesson in wanted {
        let grade = grade(course, variant, slice::from_ref(lesson))?;
        if let Some(step) = grade.first_unfinished() {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

/// The step that was named. A lesson is not enough.
pub(super) fn named<'c>(course: &'c Course, name: &str) -> Result<Named<'c>, Error> {
    let wanted = selection::select(course, &[name.to_owned()])?;
    let example = || {
        let example = wanted.first().and_then(|wanted| {
            let step = wanted.steps.first()?;
            Some(wanted.lesson.name_of(step))
        });
        Error::Usage(format!(
            "`{name}` has several steps; name one, such as `{}`",
            example.unwrap_or_default()
        ))
    };
    only(&wanted).ok_or_else(example)
}

fn only<'c>(wanted: &[Wanted<'c>]) -> Option<Named<'c>> {
    match wanted {
        [Wanted { lesson, steps }] if steps.len() == 1 => Some((lesson, steps[0])),
        _ => None,
    }
}

/// The student's code is the state: to know where they are, grade it.
pub(super) fn grade<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
) -> Result<Grade<'c>, Error> {
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    pipeline::grade(course, variant, wanted, &target_dir, &mut |event| {
        progress.show(&event);
    })
}

/// The steps of a lesson that are answered in the same file, with `step` itself.
pub(super) fn sharing_file<'c>(lesson: &'c Lesson, step: &Step) -> Vec<&'c Step> {
    let steps = lesson.steps.iter();
    steps.filter(|other| other.file == step.file).collect()
}

/// What a grade is to the program that called us.
pub(super) fn exit_code(grade: &Grade<'_>) -> ExitCode {
    if grade.course_broken() {
        ExitCode::CourseBroken
    } else if grade.earned() < grade.possible() {
        ExitCode::PointsMissing
    } else {
        ExitCode::AllPoints
    }
}
