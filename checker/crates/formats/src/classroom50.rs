//! The `result.json` of Classroom 50 (`checker/schema/classroom50-result-v1.schema.json`).
//! Its top level allows no other fields; tests may have more.

use crate::graded::Graded;
use crate::json::write_value;
use crate::run_metadata::RunMetadata;
use crate::test_case::TestCase;
use crate::timestamp::{iso, iso_of_file_name};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let tests = TestCase::all(graded).map(|case| {
        json!({
            "test-name": case.name(),
            "passed": case.passed(),
            "score": case.step.earned,
            "max-score": case.step.step.points,
            "verdict": case.verdict(),
            "message": (!case.passed()).then(|| case.message()),
        })
    });
    let tests: Vec<Value> = tests.collect();
    write_result(
        out,
        graded.run_metadata,
        graded.grade.earned(),
        graded.grade.possible(),
        &tests,
    )
}

/// What Classroom 50 itself writes when it could not grade: no tests, 0 of 0 points.
pub(super) fn write_error(out: &mut dyn Write, run_metadata: &RunMetadata) -> io::Result<()> {
    write_result(out, run_metadata, 0, 0, &[])
}

fn write_result(
    out: &mut dyn Write,
    run_metadata: &RunMetadata,
    score: u32,
    max_score: u32,
    tests: &[Value],
) -> io::Result<()> {
    let classroom = run_metadata.classroom50.clone().unwrap_or_default();
    let graded_at = iso(run_metadata.ended / 1000);
    // Whether it is late depends on when it was handed in, also if it is graded again.
    let moment = classroom
        .submission
        .strip_prefix("submit/")
        .and_then(iso_of_file_name);
    let result = json!({
        "schema": "classroom50/result/v1",
        "classroom": classroom.classroom,
        "assignment": classroom.assignment,
        "assignment_type": if classroom.is_group { "group" } else { "individual" },
        "owner": classroom.owner,
        "submission": classroom.submission,
        "commit": classroom.commit,
        "release": classroom.release,
        "review": classroom.review,
        "datetime": moment.unwrap_or_else(|| graded_at.clone()),
        "graded_at": graded_at,
        "score": score,
        "max-score": max_score,
        "tests": tests,
    });
    write_value(out, &result)
}
