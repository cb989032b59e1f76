//! What every format tells of a step: in a line, and in full, without colours.

use crate::Graded;
use course::document::harmless;
use course::error::Error;
use course::grade::{LessonGrade, StepGrade};
use course::outcome::{BuildFailure, Check, Diagnostic, Panic, Verdict};
use std::time::Duration;
use terminal::text::clipped;
use terminal::words::verdict_phrase;
use terminal::{Style, shown};
use terminal::{build_failure, step_details, submission};

/// Columns of a message that is one line.
const MESSAGE: usize = 400;

/// Bytes of what is told of a step in full. `PrairieLearn` takes one megabyte of
/// all steps together.
const DETAILS: usize = 8 * 1024;

/// Bytes of an observation that are compared.
const OBSERVED: usize = 4 * 1024;

/// What a test is called that has become of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// All points.
    Passed,
    /// Points are missing. That nobody has begun is no excuse: the test would be
    /// green.
    Failed,
    /// It waits for a step that failed.
    Skipped,
    /// The fault is the course's.
    Broken,
}

pub(super) fn status(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Passed => Status::Passed,
        Verdict::Blocked => Status::Skipped,
        Verdict::CourseBroken => Status::Broken,
        Verdict::Partly
        | Verdict::Failed
        | Verdict::NotStarted
        | Verdict::DoesNotCompile
        | Verdict::Crashed
        | Verdict::TimedOut => Status::Failed,
    }
}

/// Why there is no grade, in one line.
pub(super) fn error(error: &Error) -> String {
    line(&format!(
        "There is no grade, and that is not the student's fault: {error}"
    ))
}

/// What became of a step that has not all its points, in one line.
pub(super) fn message(lesson: &LessonGrade<'_>, step: &StepGrade<'_>) -> String {
    let phrase = verdict_phrase(step.verdict);
    match why(lesson, step) {
        Some(why) => line(&format!("{phrase}: {why}")),
        None => phrase.to_owned(),
    }
}

fn why(lesson: &LessonGrade<'_>, step: &StepGrade<'_>) -> Option<String> {
    let build_failure = lesson
        .build_failure
        .as_ref()
        .or(step.build_failure.as_ref());
    match build_failure {
        Some(BuildFailure::Compile(errors) | BuildFailure::Signature(errors)) => {
            return errors.first().map(|error| error.message.clone());
        }
        Some(BuildFailure::Manifest(why)) => return Some(why.clone()),
        Some(BuildFailure::Missing(_)) => return Some("the lesson's folder is missing".to_owned()),
        None => {}
    }
    if step.verdict == Verdict::NotStarted {
        return None;
    }
    let said = step
        .diagnoses
        .first()
        .map(|diagnosis| diagnosis.say.clone());
    let panicked = || panic(step).map(|panic| format!("panicked: {}", panic.message));
    let differs = || {
        let mut checks = step.checks.iter().filter(|check| check.actual.is_some());
        let check = checks.find(|check| !check.passed())?;
        Some(format!("see “{}”", check.title))
    };
    said.or_else(panicked).or_else(differs)
}

/// All that a person would read of the step at a terminal, but what to do next.
pub(super) fn details(
    lesson: &LessonGrade<'_>,
    step: &StepGrade<'_>,
    graded: Graded<'_>,
) -> String {
    let style = Style {
        width: 80,
        height: 24,
        all: true,
        next: None,
        in_watch: false,
        root: graded.style.root,
    };
    let mut text = Vec::new();
    let written = if let Some(build_failure) = &lesson.build_failure {
        build_failure::write(&mut text, lesson, build_failure, style)
    } else {
        let variant = graded.grade.variant;
        step_details::write_body(&mut text, lesson.lesson, &shortened(step), variant, style)
    };
    debug_assert!(written.is_ok(), "a vector takes all");
    let text = String::from_utf8_lossy(&text);
    let plain = anstream::adapter::strip_str(&text).to_string();
    cut(&harmless(plain.trim_start_matches('\n')), DETAILS)
}

/// The step with observations that are quickly compared: a text of a mebibyte would
/// take seconds, in each format.
fn shortened<'c>(step: &StepGrade<'c>) -> StepGrade<'c> {
    let short = |check: &Check| {
        let cut = |text: &Option<String>| text.as_deref().map(|text| cut(text, OBSERVED));
        let mut short = Check {
            id: check.id.clone(),
            title: check.title.clone(),
            expected: cut(&check.expected),
            actual: cut(&check.actual),
        };
        if let (false, true, Some(actual)) = (check.passed(), short.passed(), &mut short.actual) {
            // They differ behind the cut.
            actual.push_str("(and not as expected)");
        }
        short
    };
    StepGrade {
        step: step.step,
        verdict: step.verdict,
        earned: step.earned,
        checks: step.checks.iter().map(short).collect(),
        diagnoses: step.diagnoses.clone(),
        build_failure: step.build_failure.clone(),
        run: step.run.clone(),
    }
}

/// What was made of a submission, and what locked it up; empty if it is none.
pub(super) fn submission(graded: Graded<'_>) -> String {
    let mut text = Vec::new();
    let written = submission::write(&mut text, graded.grade, graded.style);
    debug_assert!(written.is_ok(), "a vector takes all");
    let text = String::from_utf8_lossy(&text);
    let plain = anstream::adapter::strip_str(&text).to_string();
    cut(&harmless(plain.trim_matches('\n')), DETAILS)
}

/// How far the submission was locked up, in a word.
pub(super) fn sandbox(graded: Graded<'_>) -> Option<String> {
    let confinement = graded.grade.sandbox.as_ref()?;
    Some(confinement.level.to_string())
}

/// Not more than so many bytes; the last line says that there were more.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let start = &text[..text.floor_char_boundary(most)];
    format!("{start}\n… the rest is cut\n")
}

/// Where to look: the file, from the root of the course, and the line if one is
/// known.
pub(super) fn place(
    lesson: &LessonGrade<'_>,
    step: &StepGrade<'_>,
    graded: Graded<'_>,
) -> (String, Option<usize>) {
    let folder = format!(
        "{}/{}",
        graded.grade.variant.folder(),
        lesson.lesson.folder()
    );
    let own = format!("{folder}/{}", step.step.file);
    let errors: &[Diagnostic] = match lesson
        .build_failure
        .as_ref()
        .or(step.build_failure.as_ref())
    {
        Some(BuildFailure::Compile(errors)) => errors,
        Some(BuildFailure::Signature(errors)) => {
            let mut mentions = errors.iter().flat_map(|error| &error.mentions);
            let mention = mentions.find(|mention| shown(&mention.file, graded.style) == own);
            return (own, mention.map(|mention| mention.line));
        }
        Some(BuildFailure::Manifest(_) | BuildFailure::Missing(_)) => {
            return (format!("{folder}/Cargo.toml"), None);
        }
        None => &[],
    };
    let mut errors = errors.iter().filter_map(|error| {
        let file = shown(error.file.as_ref()?, graded.style);
        (file == own).then_some(error.line?)
    });
    let panicked = || {
        let panic = panic(step)?;
        (shown(&panic.file, graded.style) == own).then_some(usize::try_from(panic.line).ok()?)
    };
    let line = errors.next().or_else(panicked);
    (own, line)
}

/// The first panic that is no `todo!()`.
fn panic<'g>(step: &'g StepGrade<'_>) -> Option<&'g Panic> {
    let run = step.run.as_ref()?;
    run.panics.iter().find(|panic| !panic.todo)
}

/// How long the step's process ran.
pub(super) fn duration(step: &StepGrade<'_>) -> Duration {
    step.run.as_ref().map_or(Duration::ZERO, |run| run.duration)
}

/// The same in milliseconds, for JSON.
pub(super) fn milliseconds(step: &StepGrade<'_>) -> u64 {
    u64::try_from(duration(step).as_millis()).unwrap_or(u64::MAX)
}

/// Text of whoever on one line that is not too long.
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    clipped(&harmless(&words.join(" ")), MESSAGE)
}
