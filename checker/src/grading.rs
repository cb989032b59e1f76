//! Grading with a line of progress on standard error.

use course::error::Error;
use course::grade::Grade;
use course::lesson::{Course, Variant};
use course::selection::Wanted;
use harness::cargo;
use harness::pipeline::{self, GradeRequest};
use terminal::progress::Progress;

/// Grades what is wanted and begun, with the names and numbers that the course shows.
pub(crate) fn grade<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
) -> Result<Grade<'c>, Error> {
    let target_dir = cargo::target_dir(&course.root);
    let request = GradeRequest {
        given: Some(course),
        ..GradeRequest::new(variant, wanted, &target_dir)
    };
    grade_requested(course, request)
}

/// Grades what is requested.
pub(crate) fn grade_requested<'c>(
    course: &'c Course,
    request: GradeRequest<'_, 'c>,
) -> Result<Grade<'c>, Error> {
    let progress = Progress::on_stderr();
    pipeline::grade(course, request, &mut |event| progress.show(&event))
}
