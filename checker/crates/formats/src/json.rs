//! The course's own JSON: one object, described by `checker/schema/grade-v1.schema.json`.

use course::confinement::Confinement;
use course::error::Error;
use course::exit_code::ExitCode;
use course::feedback::{skip_reason, verdict_word};
use course::grade::{Grade, LessonGrade, StepGrade};
use course::outcome::{BuildFailure, Check, Diagnosis, Diagnostic, Exit, Why};
use course::submission::{IgnoredFile, Submission};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The version of the schema. New fields keep it; any other change makes a new one.
const VERSION: u32 = 1;

/// Writes the report on a whole run.
pub fn write_grade(out: &mut dyn Write, grade: &Grade<'_>) -> io::Result<()> {
    write_value(
        out,
        &json!({
            "version": VERSION,
            "variant": grade.variant.to_string(),
            "points": points(grade.earned(), grade.possible()),
            "lessons": grade.lessons.iter().map(lesson).collect::<Vec<_>>(),
            "seed": grade.seed,
            "submission": grade.submission.as_ref().map(submission),
            "sandbox": grade.sandbox.as_ref().map(sandbox),
        }),
    )
}

fn submission(submission: &Submission) -> Value {
    let left_out = |files: &[IgnoredFile]| {
        let files = files.iter();
        let files = files.map(|one| json!({ "path": one.path, "why": one.why }));
        files.collect::<Vec<_>>()
    };
    json!({
        "name": submission.name,
        "found": submission.found,
        "taken": submission.taken,
        "dropped": left_out(&submission.dropped),
        "more_dropped": submission.more_dropped,
        "rejected": left_out(&submission.rejected),
        "more_rejected": submission.more_rejected,
    })
}

fn sandbox(confinement: &Confinement) -> Value {
    let means = confinement.means.iter().map(|one| {
        json!({ "name": one.name, "on": one.is_on, "needed": one.is_needed, "told": one.detail })
    });
    json!({ "level": confinement.level.to_string(), "means": means.collect::<Vec<_>>() })
}

/// Writes the list of all steps: `checker/schema/list-v1.schema.json`.
pub fn write_list(out: &mut dyn Write, grade: &Grade<'_>) -> io::Result<()> {
    let lessons = grade.lessons.iter().map(|grade| {
        let lesson = grade.lesson;
        let steps = grade.steps.iter().map(|step| {
            json!({
                "number": step.step.number,
                "id": lesson.name_of(step.step),
                "title": step.step.title,
                "file": format!("lessons/{}/{}", lesson.folder(), step.step.file),
                "points": points(step.earned, step.step.points),
                "verdict": verdict_word(step.verdict),
            })
        });
        json!({
            "number": lesson.number,
            "id": lesson.id,
            "title": lesson.title,
            "points": points(grade.earned(), grade.possible()),
            "steps": steps.collect::<Vec<_>>(),
        })
    });
    let list = json!({
        "version": VERSION,
        "points": points(grade.earned(), grade.possible()),
        "lessons": lessons.collect::<Vec<_>>(),
    });
    write_value(out, &list)
}

/// Writes why there is no grade.
pub fn write_error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    let code = error.exit_code();
    let kind = match code {
        ExitCode::Usage => "usage",
        ExitCode::CourseBroken => "course_broken",
        _ => "environment",
    };
    write_value(
        out,
        &json!({
            "version": VERSION,
            "error": { "kind": kind, "exit_code": code as u8, "message": error.to_string() },
        }),
    )
}

/// Writes a value, indented. No line of it is a command to GitHub Actions, which obeys `##[`
/// anywhere in a line of a log.
pub(super) fn write_value(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(out, "{}", text.replace("##[", "#\\u0023["))
}

pub(super) fn points(earned: u32, possible: u32) -> Value {
    json!({ "earned": earned, "possible": possible })
}

/// A lesson and its steps, as in a report.
pub fn lesson(grade: &LessonGrade<'_>) -> Value {
    json!({
        "number": grade.lesson.number,
        "id": grade.lesson.id,
        "title": grade.lesson.title,
        "points": points(grade.earned(), grade.possible()),
        "obstacle": grade.build_failure.as_ref().map(build_failure),
        "steps": grade.steps.iter().map(|step| step_value(grade, step)).collect::<Vec<_>>(),
    })
}

fn step_value(lesson: &LessonGrade<'_>, grade: &StepGrade<'_>) -> Value {
    let run = grade.run.as_ref();
    let panics = run.map_or(&[][..], |run| &run.panics).iter().map(|panic| {
        json!({
            "title": panic.title,
            "message": panic.message,
            "file": panic.file.to_string_lossy(),
            "line": panic.line,
            "todo": panic.todo,
        })
    });
    let skipped = run.map_or(&[][..], |run| &run.skipped).iter();
    let skipped = skipped.map(|skipped| {
        let needs = match skipped.why {
            Why::NoServer(_) => "server",
            Why::RestFirst(_) => "rest",
        };
        json!({ "title": skipped.title, "needs": needs, "why": skip_reason(&skipped.why) })
    });
    json!({
        "number": grade.step.number,
        "id": lesson.lesson.name_of(grade.step),
        "title": grade.step.title,
        "file": grade.file(),
        "points": points(grade.earned, grade.step.points),
        "verdict": verdict_word(grade.verdict),
        "checks": grade.checks.iter().map(check).collect::<Vec<_>>(),
        "skipped": skipped.collect::<Vec<_>>(),
        "diagnoses": grade.diagnoses.iter().map(|one| diagnosis(grade, one)).collect::<Vec<_>>(),
        "obstacle": grade.build_failure.as_ref().map(build_failure),
        "panics": panics.collect::<Vec<_>>(),
        "exit": run.map(|run| exit(&run.exit)),
        "duration_ms": run.map(|run| u64::try_from(run.duration.as_millis()).unwrap_or(u64::MAX)),
    })
}

fn diagnosis(grade: &StepGrade<'_>, diagnosis: &Diagnosis) -> Value {
    let about = grade.checks.iter();
    let about = about.filter(|check| diagnosis.about.contains(&check.id));
    let titles: Vec<&String> = about.map(|check| &check.title).collect();
    json!({ "mistake": diagnosis.mistake, "say": diagnosis.say, "about": titles })
}

fn check(check: &Check) -> Value {
    json!({
        "title": check.title,
        "passed": check.passed(),
        "expected": check.expected,
        "actual": check.actual,
    })
}

fn build_failure(build_failure: &BuildFailure) -> Value {
    match build_failure {
        BuildFailure::Compile(errors) => {
            json!({ "kind": "compile", "errors": diagnostics(errors) })
        }
        BuildFailure::Signature(errors) => {
            json!({ "kind": "signature", "errors": diagnostics(errors) })
        }
        BuildFailure::Manifest(why) => json!({ "kind": "manifest", "why": why }),
        BuildFailure::NotReached(why) => json!({ "kind": "not_reached", "why": why }),
        BuildFailure::Missing(dir) => json!({
            "kind": "manifest",
            "why": format!("the folder {} is missing", dir.display()),
        }),
    }
}

fn diagnostics(errors: &[Diagnostic]) -> Vec<Value> {
    let diagnostic = |error: &Diagnostic| {
        json!({
            "message": error.message,
            "file": error.file.as_ref().map(|file| file.to_string_lossy().into_owned()),
            "line": error.line,
            "rendered": anstream::adapter::strip_str(&error.rendered).to_string(),
        })
    };
    errors.iter().map(diagnostic).collect()
}

fn exit(exit: &Exit) -> Value {
    match exit {
        Exit::Success => json!({ "kind": "success" }),
        Exit::Code(code) => json!({ "kind": "code", "code": code }),
        Exit::Signal(signal) => json!({ "kind": "signal", "signal": signal }),
        Exit::Timeout => json!({ "kind": "timeout" }),
        Exit::OutputLimit => json!({ "kind": "output_limit" }),
        Exit::DiskLimit => json!({ "kind": "disk_limit" }),
        Exit::OutOfTime => json!({ "kind": "out_of_time" }),
    }
}
