//! Common Test Report Format (ctrf.io, `checker/schema/ctrf.schema.json`). Its objects
//! allow no other fields; what it has no field for is in `extra`.

use crate::graded::Graded;
use crate::json::{points, write_value};
use crate::run_metadata::RunMetadata;
use crate::test_case::{Status, TestCase, one_line, sandbox};
use crate::timestamp::iso;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let grade = graded.grade;
    let tests: Vec<Value> = TestCase::all(graded).map(test).collect();
    let extra = json!({
        "points": points(grade.earned(), grade.possible()),
        "sandbox": sandbox(graded),
    });
    write_report(out, &tests, &extra, graded.run_metadata)
}

pub(super) fn write_error(
    out: &mut dyn Write,
    message: &str,
    run_metadata: &RunMetadata,
) -> io::Result<()> {
    let test = json!({ "name": "grade", "status": "other", "duration": 0, "message": message });
    write_report(out, &[test], &json!({}), run_metadata)
}

fn write_report(
    out: &mut dyn Write,
    tests: &[Value],
    extra: &Value,
    run_metadata: &RunMetadata,
) -> io::Result<()> {
    let count = |status: &str| {
        let tests = tests.iter();
        tests.filter(|test| test["status"] == status).count()
    };
    let report = json!({
        "reportFormat": "CTRF",
        "specVersion": "1.0.0",
        "timestamp": iso(run_metadata.ended / 1000),
        "generatedBy": "checker",
        "results": {
            "tool": { "name": "checker", "version": env!("CARGO_PKG_VERSION") },
            "summary": {
                "tests": tests.len(),
                "passed": count("passed"),
                "failed": count("failed"),
                "skipped": count("skipped"),
                "pending": count("pending"),
                "other": count("other"),
                "start": run_metadata.started,
                "stop": run_metadata.ended,
                "extra": extra,
            },
            "tests": tests,
        },
    });
    write_value(out, &report)
}

fn test(case: TestCase<'_>) -> Value {
    let (file, line) = case.location();
    let status = case.status();
    let step = case.step;
    let mut test = json!({
        "name": case.name(),
        "status": match status {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
            Status::Broken => "other",
        },
        "duration": case.milliseconds(),
        "suite": [case.lesson.lesson.folder()],
        "rawStatus": case.verdict(),
        "filePath": file,
        "extra": {
            "title": one_line(&step.step.title),
            "points": points(step.earned, step.step.points),
        },
    });
    if let Some(line) = line {
        test["line"] = line.into();
    }
    if status != Status::Passed {
        test["message"] = case.message().into();
        test["trace"] = case.details().into();
    }
    test
}
