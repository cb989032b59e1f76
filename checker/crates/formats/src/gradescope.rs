//! The `results.json` of Gradescope (gradescope-autograders.readthedocs.io, "Autograder
//! specifications"; `checker/schema/gradescope.schema.json`).

use crate::graded::Graded;
use crate::json::write_value;
use crate::test_case::{TestCase, submission};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let grade = graded.grade;
    let tests: Vec<Value> = TestCase::all(graded).map(test).collect();
    let run_metadata = graded.run_metadata;
    let next = match grade.first_unfinished() {
        None => "All steps are right.".to_owned(),
        Some(next) => format!("Next: {}", next.name()),
    };
    let (earned, possible) = (grade.earned(), grade.possible());
    let output = format!(
        "{earned} of {possible} points. {next}\n\n{}",
        submission(graded)
    );
    let result = json!({
        "score": earned,
        "execution_time": run_metadata.ended.saturating_sub(run_metadata.started) / 1000,
        "output": output.trim_end(),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    });
    write_value(out, &result)
}

pub(super) fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    let result = json!({
        "score": 0,
        "output": format!("{message}\nHand it in again later, or tell your instructor."),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [],
    });
    write_value(out, &result)
}

fn test(case: TestCase<'_>) -> Value {
    let TestCase { lesson, step, .. } = case;
    let output = if case.passed() {
        "passed".to_owned()
    } else {
        format!("{}\n\n{}", case.message(), case.details())
    };
    json!({
        "name": format!("{}: {}", case.name(), step.step.title),
        "number": format!("{}.{}", lesson.lesson.number, step.step.number),
        "score": step.earned,
        "max_score": step.step.points,
        "status": if case.passed() { "passed" } else { "failed" },
        "output": output,
        "output_format": "text",
        "tags": [lesson.lesson.id],
        "visibility": "visible",
        "extra_data": { "verdict": case.verdict() },
    })
}
