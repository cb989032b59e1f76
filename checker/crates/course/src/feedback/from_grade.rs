//! From the grade of a step to the feedback on it.

use crate::feedback::difference::Difference;
use crate::feedback::step::{
    Answer, CheckItem, CheckResult, Feedback, Found, PanicNote, Sentence, SignatureMismatch,
    SkippedCheck,
};
use crate::feedback::text::{relative_path, relative_text};
use crate::feedback::words::{skip_reason, verdict_phrase};
use crate::grade::StepGrade;
use crate::lesson::{Lesson, Variant};
use crate::outcome::{BuildFailure, Check, Diagnosis, Diagnostic, Panic, StepRun, Verdict};
use std::path::Path;

impl<'g> Feedback<'g> {
    /// The feedback on a step. Paths below `root` are shown without it.
    pub fn of(lesson: &'g Lesson, grade: &'g StepGrade<'_>, variant: Variant, root: &Path) -> Self {
        let step = grade.step;
        let folder = format!("{}/{}", variant.folder(), lesson.folder());
        let is_mismatch = matches!(grade.build_failure, Some(BuildFailure::Signature(_)));
        let next = match grade.verdict {
            Verdict::CourseBroken => Some("this is an author's fault; please report it"),
            _ if is_mismatch => Some("give it the expected signature again"),
            _ => None,
        };
        let run = grade.run.as_ref();
        Self {
            name: lesson.name_of(step),
            number: step.number,
            steps: lesson.steps.len(),
            title: &step.title,
            file: format!("{folder}/{}", grade.file()),
            verdict: grade.verdict,
            phrase: if is_mismatch {
                "cannot be called"
            } else {
                verdict_phrase(grade.verdict)
            },
            earned: grade.earned,
            possible: step.points,
            answer: answer(lesson, grade, &folder, root),
            skipped: run.map_or_else(Vec::new, skipped),
            panics: run.map_or_else(Vec::new, |run| panics(run, root)),
            printed: run.map_or_else(Vec::new, |run| printed(run, root)),
            sentences: sentences(grade),
            next,
        }
    }
}

fn answer<'g>(
    lesson: &'g Lesson,
    grade: &'g StepGrade<'_>,
    folder: &str,
    root: &Path,
) -> Answer<'g> {
    let step = grade.step;
    match (&grade.build_failure, grade.verdict) {
        (Some(BuildFailure::Signature(errors)), _) => Answer::Signature(SignatureMismatch {
            crate_name: lesson.crate_name(),
            expected: &step.signature,
            found: found(errors, folder, root),
            errors,
        }),
        (Some(BuildFailure::Compile(errors)), _) => Answer::Errors(errors),
        (_, Verdict::NotStarted) => Answer::Missing {
            readme: format!("lessons/{}/README.md", lesson.folder()),
            signature: &step.signature,
            tried: grade.checks.iter().map(|check| &*check.title).collect(),
        },
        _ => Answer::Tried {
            checks: grade.checks.iter().map(check_item).collect(),
            blocked: blocked(lesson, grade),
        },
    }
}

/// Steps are also blocked if their lesson does not compile: then no other step is named.
fn blocked(lesson: &Lesson, grade: &StepGrade<'_>) -> Option<String> {
    let others = grade.step.after.iter();
    let others: Vec<String> = others.map(|id| format!("{}/{id}", lesson.id)).collect();
    let is_blocked = grade.verdict == Verdict::Blocked && !others.is_empty();
    is_blocked.then(|| {
        let others = others.join(", ");
        format!("This step builds on {others}. Solve that first: the fault may be there.")
    })
}

/// The first line of the student's that rustc's first error refers to.
fn found<'g>(errors: &'g [Diagnostic], folder: &str, root: &Path) -> Option<Found<'g>> {
    let mentions = errors.first()?.mentions.iter();
    let mut files = mentions.map(|mention| (relative_path(&mention.file, root), mention));
    let (file, mention) = files.find(|(file, _)| file.starts_with(&format!("{folder}/")))?;
    Some(Found {
        location: format!("{file}:{}", mention.line),
        text: &mention.text,
    })
}

fn check_item(check: &Check) -> CheckItem<'_> {
    let result = match &check.actual {
        None => CheckResult::NotReached,
        Some(_) if check.passed() => CheckResult::Right,
        Some(actual) => CheckResult::Wrong(Difference::new(check.expected.as_deref(), actual)),
    };
    CheckItem {
        title: &check.title,
        result,
    }
}

fn skipped(run: &StepRun) -> Vec<SkippedCheck<'_>> {
    let skipped = run.skipped.iter().map(|skipped| SkippedCheck {
        title: &skipped.title,
        reason: skip_reason(&skipped.why),
    });
    skipped.collect()
}

fn panics<'g>(run: &'g StepRun, root: &Path) -> Vec<PanicNote<'g>> {
    let mut different: Vec<&Panic> = Vec::new();
    for panic in run.panics.iter().filter(|panic| !panic.todo) {
        let is_same = |other: &&Panic| other.line == panic.line && other.file == panic.file;
        if !different.iter().any(is_same) {
            different.push(panic);
        }
    }
    let notes = different.into_iter().map(|panic| PanicNote {
        file: relative_path(&panic.file, root),
        line: panic.line,
        message: &panic.message,
        is_in_a_step_file: panic.is_in_a_step_file(),
    });
    notes.collect()
}

fn printed(run: &StepRun, root: &Path) -> Vec<String> {
    let streams = [&run.stdout, &run.stderr].into_iter();
    streams
        .filter(|text| !text.trim().is_empty())
        .map(|text| relative_text(text, root))
        .collect()
}

/// The sentences, in the order of the first checks that they explain.
fn sentences<'g>(grade: &'g StepGrade<'_>) -> Vec<Sentence<'g>> {
    let diagnoses = grade.diagnoses.iter();
    let mut sentences: Vec<Sentence<'g>> = diagnoses
        .map(|diagnosis| sentence(diagnosis, &grade.checks))
        .collect();
    sentences.sort_by_key(|sentence| (sentence.about.is_empty(), sentence.about.first().copied()));
    for another in sentences.iter_mut().skip(1) {
        another.is_another = true;
    }
    sentences
}

fn sentence<'g>(diagnosis: &'g Diagnosis, checks: &[Check]) -> Sentence<'g> {
    let is_about = |check: &Check| {
        let differs = !check.passed() && check.actual.is_some();
        differs && diagnosis.about.contains(&check.id)
    };
    let numbered = checks.iter().enumerate();
    Sentence {
        say: &diagnosis.say,
        is_another: false,
        about: numbered
            .filter(|(_, check)| is_about(check))
            .map(|(index, _)| index)
            .collect(),
    }
}
