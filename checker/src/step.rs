//! Which step a command is about.

use crate::grading;
use course::error::Error;
use course::lesson::{Course, Lesson, Step, Variant};
use course::selection::{self, Named, Wanted};
use std::slice;

/// The step that was named. If a lesson or nothing was named: the first step in it that is
/// not right yet; `None` if all are.
pub(crate) fn named_or_next<'c>(
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

/// The first step that is not right yet. There is no state to look this up in: the lessons
/// are graded, one after the other, so that whoever is at the first need not wait for the
/// tenth.
pub(crate) fn first_unfinished<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
) -> Result<Option<Named<'c>>, Error> {
    for lesson in wanted {
        let grade = grading::grade(course, variant, slice::from_ref(lesson))?;
        if let Some(step) = grade.first_unfinished() {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

/// The steps of a lesson that are answered in the same file as `step`, itself included.
pub(crate) fn sharing_file<'c>(lesson: &'c Lesson, step: &Step) -> Vec<&'c Step> {
    let steps = lesson.steps.iter();
    steps.filter(|other| other.file == step.file).collect()
}
