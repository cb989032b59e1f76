//! A line for `$GITHUB_OUTPUT`, which the reporter of GitHub Classroom
//! (`classroom-resources/autograding-grading-reporter`) reads: JSON in base64.
//! `checker/schema/github-classroom.schema.json` describes the JSON.

use crate::graded::Graded;
use crate::test_case::TestCase;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use course::outcome::Verdict;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let grade = graded.grade;
    let tests = TestCase::all(graded).map(|case| {
        let (filename, line) = case.location();
        json!({
            "name": case.name(),
            "status": match case.step.verdict {
                Verdict::Passed => "pass",
                Verdict::CourseBroken => "error",
                _ => "fail",
            },
            "score": case.step.earned,
            "message": (!case.passed()).then(|| case.message()),
            "test_code": format!("checker {}", case.name()),
            "filename": filename,
            "line_no": line.unwrap_or(0),
            "duration": case.milliseconds(),
        })
    });
    let status = if grade.course_broken() {
        "error"
    } else if grade.earned() == grade.possible() {
        "pass"
    } else {
        "fail"
    };
    let tests: Vec<Value> = tests.collect();
    if tests.is_empty() {
        // The reporter fails if there is no test.
        return write_error(out, "there was nothing to grade");
    }
    write_output(out, status, grade.possible(), &tests)
}

pub(super) fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    let test = json!({
        "name": "grade",
        "status": "error",
        "score": 0,
        "message": message,
        "test_code": "checker",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    });
    write_output(out, "error", 0, &[test])
}

fn write_output(
    out: &mut dyn Write,
    status: &str,
    max_score: u32,
    tests: &[Value],
) -> io::Result<()> {
    let result = json!({
        "version": 1,
        "status": status,
        "max_score": max_score,
        "tests": tests,
    });
    writeln!(out, "result={}", BASE64.encode(result.to_string()))
}
