//! The `results.json` of `PrairieLearn` (docs.prairielearn.com, "External grading";
//! `checker/schema/prairielearn.schema.json`). It takes one megabyte.

use crate::graded::Graded;
use crate::json::write_value;
use crate::test_case::{TestCase, one_line, submission};
use serde_json::{Value, json};
use std::io::{self, Write};

/// At most so many bytes are taken.
const MOST: usize = 1_000_000;

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    let grade = graded.grade;
    let lessons = &grade.lessons;
    // If nothing could be run, it must not count as an attempt.
    if grade.course_broken() || lessons.iter().all(|lesson| lesson.build_failure.is_some()) {
        let errors = lessons.iter().filter_map(|lesson| {
            let first = TestCase::of_lesson(lesson, graded).next()?;
            let id = &lesson.lesson.id;
            Some(one_line(&format!("{id}: {}", first.message())))
        });
        return write_not_gradable(out, errors.collect());
    }
    let (earned, possible) = (grade.earned(), grade.possible());
    let tests: Vec<Value> = TestCase::all(graded).map(test).collect();
    let mut result = json!({
        "gradable": true,
        "score": f64::from(earned) / f64::from(possible.max(1)),
        "message": format!("{earned} of {possible} points"),
        "output": submission(graded),
        "tests": tests,
    });
    let mut text = Vec::new();
    write_value(&mut text, &result)?;
    if text.len() > MOST {
        for test in result["tests"].as_array_mut().into_iter().flatten() {
            test["output"] = "(too long to be shown)".into();
        }
        text.clear();
        write_value(&mut text, &result)?;
    }
    out.write_all(&text)
}

pub(super) fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    write_not_gradable(out, vec![message.to_owned()])
}

fn write_not_gradable(out: &mut dyn Write, mut errors: Vec<String>) -> io::Result<()> {
    if errors.is_empty() {
        errors.push("there was nothing to grade".to_owned());
    }
    write_value(out, &json!({ "gradable": false, "format_errors": errors }))
}

fn test(case: TestCase<'_>) -> Value {
    let (message, output) = if case.passed() {
        (String::new(), String::new())
    } else {
        (case.message(), case.details())
    };
    let step = case.step;
    json!({
        "name": case.name(),
        "description": step.step.title,
        "points": step.earned,
        "max_points": step.step.points,
        "message": message,
        "output": output,
    })
}
