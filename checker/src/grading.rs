//! Grading with a line of progress on standard error.

use course::error::Error;
use course::grade::Grade;
use course::lesson::{Course, Variant};
use course::selection::Wanted;
use harness::cargo;
use harness::pipeline::{self, GradeRequest};
use terminal::progress::Progress;

/// Grades what is wanted, with the names and numbers that the course shows.
pub(crate) fn grade<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
) -> Result<Grade<'c>, Error> {
    grade_seeded(course, variant, wanted, None)
}

/// Grades what is wanted, with other names and numbers if there is a seed to draw them from.
pub(crate) fn grade_seeded<'c>(
    course: &'c Course,
    variant: Variant,
    wanted: &[Wanted<'c>],
    seed: Option<u32>,
) -> Result<Grade<'c>, Error> {
    let progress = Progress::on_stderr();
    let target_dir = cargo::target_dir(&course.root);
    let request = GradeRequest {
        seed,
        ..GradeRequest::new(variant, wanted, &target_dir)
    };
    pipeline::grade(course, request, &mut |event| progress.show(&event))
}
