//! Which step a command is about.

use course::error::Error;
use course::grade::Grade;
use course::lesson::{Course, Lesson, Step, Variant};
use course::selection::{self, Named, Wanted};
use harness::cargo;
use harness::pipeline::{self, Request};
use std::slice;
use terminal::progress::Progress;

/// The step that was named. Of a lesson, or of nothing: the first that is not right yet.
pub(super) fn named_or_next<'c>(
    course: &'c Course,
    name: Option<&str>,
) -> Result<Option<Named<'c>>, Error> {
    let names: Vec<String> = name.map(str::to_owned).into_iter().collect();
    let wanted = selection::select(course, &names)?;
    match selection::only_step(&wanted) {
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

/// The student's code is the state: to know where they are, grade it.
pub(super) fn grade<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
) -> Result<Grade<'c>, Error> {
    grade_with(None, course, variant, wanted)
}

/// As [`grade`], with names and numbers that a seed draws, if there is one.
pub(super) fn grade_with<'c>(
    seed: Option<u32>,
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
) -> Result<Grade<'c>, Error> {
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    let request = Request {
        seed,
        ..Request::new(variant, wanted, &target_dir)
    };
    pipeline::grade(course, request, &mut |event| progress.show(&event))
}

/// The steps of a lesson that are answered in the same file, with `step` itself.
pub(super) fn sharing_file<'c>(lesson: &'c Lesson, step: &Step) -> Vec<&'c Step> {
    let steps = lesson.steps.iter();
    steps.filter(|other| other.file == step.file).collect()
}
