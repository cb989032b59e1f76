//! What a student is told of an answer, decided once, as a value. The terminal, the page
//! and the formats only set it, each in its own way. Nothing here knows of columns or
//! colours; what to leave out for want of room is up to the screen.
//!
//! Begin with [`Feedback::of`], for a step, and [`BuildFeedback::of`], for a lesson of
//! which nothing could be run.

mod build;
mod difference;
mod text;
mod words;

pub use build::{BuildFeedback, Cause};
pub use difference::Difference;
pub use text::{cut, relative_path, relative_text};
pub use words::{report_title, skip_reason, verdict_phrase, verdict_word};

use crate::grade::StepGrade;
use crate::lesson::{Lesson, Variant};
use crate::outcome::{BuildFailure, Check, Diagnosis, Diagnostic, Panic, StepRun, Verdict};
use std::path::Path;

/// All that is told of a step.
#[derive(Debug, Clone)]
pub struct Feedback<'g> {
    /// The step's name, such as `config/url`.
    pub name: String,
    /// Its number in the lesson, from 1.
    pub number: usize,
    /// How many steps the lesson has.
    pub steps: usize,
    /// What it is about.
    pub title: &'g str,
    /// Its file, such as `lessons/01-config/src/url.rs`.
    pub file: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The same in words.
    pub phrase: &'static str,
    /// Points earned.
    pub earned: u32,
    /// Points that could be earned.
    pub possible: u32,
    /// What there is to say of the answer itself.
    pub answer: Answer<'g>,
    /// Observations on servers that were not made, each with the reason.
    pub skipped: Vec<SkippedCheck<'g>>,
    /// Panics, one for each line of source, without those of `todo!()`.
    pub panics: Vec<PanicNote<'g>>,
    /// What the student's code printed: standard output, then standard error, each only
    /// if there is anything in it.
    pub printed: Vec<String>,
    /// Why it is wrong, what explains most first.
    pub sentences: Vec<Sentence<'g>>,
    /// What to do next, unless it is to ask for a hint.
    next: Option<&'static str>,
}

/// What there is to say of an answer.
#[derive(Debug, Clone)]
pub enum Answer<'g> {
    /// There is none: what to write, and what will be tried.
    Missing {
        /// The text that explains the task, such as `lessons/01-config/README.md`.
        readme: String,
        /// What to write.
        signature: &'g str,
        /// The titles of all observations.
        tried: Vec<&'g str>,
    },
    /// The crate compiles, but the step's calls of it do not.
    Signature(SignatureMismatch<'g>),
    /// The crate does not compile.
    Errors(&'g [Diagnostic]),
    /// It was tried.
    Tried {
        /// Each observation, in the order in which it was made.
        checks: Vec<CheckItem<'g>>,
        /// Which steps have to be right first, if this one is blocked.
        blocked: Option<String>,
    },
}

/// A function that the step cannot call.
#[derive(Debug, Clone)]
pub struct SignatureMismatch<'g> {
    /// The student's crate, as Rust code names it.
    pub crate_name: String,
    /// What the step expects.
    pub expected: &'g str,
    /// What the student's code has instead, and where, as far as rustc says.
    pub found: Option<Found<'g>>,
    /// rustc's errors. Their rendered text shows a file of the course's.
    pub errors: &'g [Diagnostic],
}

/// A line of the student's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'g> {
    /// Such as `lessons/01-config/src/url.rs:12`.
    pub location: String,
    /// The line.
    pub text: &'g str,
}

/// One observation.
#[derive(Debug, Clone)]
pub struct CheckItem<'g> {
    /// What was tried.
    pub title: &'g str,
    /// What came of it.
    pub result: CheckResult<'g>,
}

/// What came of an observation.
#[derive(Debug, Clone)]
pub enum CheckResult<'g> {
    /// What was expected.
    Right,
    /// Something else.
    Wrong(Difference<'g>),
    /// Nothing: the program did not come so far.
    NotReached,
}

/// An observation on a server that was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedCheck<'g> {
    /// What would have been tried.
    pub title: &'g str,
    /// Why it was not.
    pub reason: String,
}

/// A panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanicNote<'g> {
    /// The source file, without the course's folder.
    pub file: String,
    /// The line in it, from 1.
    pub line: u32,
    /// What it said.
    pub message: &'g str,
}

/// A sentence that says why an answer is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence<'g> {
    /// What it says; code in it stands between backticks.
    pub say: &'g str,
    /// The wrong checks that it explains, by their index, in order. It stands below the
    /// last of them, or below the first on a screen that has no room for all. Empty: it
    /// stands at the end, because the program did not come to what it explains.
    pub about: Vec<usize>,
}

impl<'g> Feedback<'g> {
    /// What is told of a step. Paths below `root` are told without it.
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
            file: format!("{folder}/{}", step.file),
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
            sentences: grade
                .diagnoses
                .iter()
                .map(|diagnosis| sentence(diagnosis, &grade.checks))
                .collect(),
            next,
        }
    }

    /// The command that asks for a hint.
    pub fn hint_command(&self) -> String {
        format!("cargo run -p checker -- hint {}", self.name)
    }

    /// What to do next. `hint` says how to ask for a hint.
    pub fn next<'a>(&self, hint: &'a str) -> &'a str {
        self.next.unwrap_or(hint)
    }

    /// The sentences that stand below a check where all checks are shown.
    pub fn below(&self, check: usize) -> impl Iterator<Item = &'g str> {
        let here = self.sentences.iter();
        here.filter(move |sentence| sentence.about.last() == Some(&check))
            .map(|sentence| sentence.say)
    }

    /// The sentences that stand at the end, below no check.
    pub fn at_the_end(&self) -> impl Iterator<Item = &'g str> {
        let rest = self.sentences.iter();
        rest.filter(|sentence| sentence.about.is_empty())
            .map(|sentence| sentence.say)
    }

    /// Why points are missing, in one sentence, as far as that is known.
    pub fn reason(&self) -> Option<String> {
        let said = || self.sentences.first().map(|first| first.say.to_owned());
        let panicked = || {
            let first = self.panics.first()?;
            Some(format!("panicked: {}", first.message))
        };
        match &self.answer {
            Answer::Missing { .. } => None,
            Answer::Signature(SignatureMismatch { errors, .. }) | Answer::Errors(errors) => {
                errors.first().map(|error| error.message.clone())
            }
            Answer::Tried { checks, .. } => said().or_else(panicked).or_else(|| {
                let wrong = |item: &&CheckItem<'_>| matches!(item.result, CheckResult::Wrong(_));
                let first = checks.iter().find(wrong)?;
                Some(format!("see “{}”", first.title))
            }),
        }
    }

    /// The same with texts of at most so many bytes beside each other: to compare longer
    /// ones takes time.
    #[must_use]
    pub fn shortened(mut self, most: usize) -> Self {
        let Answer::Tried { checks, .. } = &mut self.answer else {
            return self;
        };
        for check in checks {
            if let CheckResult::Wrong(difference) = &mut check.result {
                *difference = difference.shortened(most);
            }
        }
        self
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
        (_, verdict) => Answer::Tried {
            checks: grade.checks.iter().map(check_item).collect(),
            blocked: (verdict == Verdict::Blocked).then(|| {
                let others = step.after.iter().map(|id| format!("{}/{id}", lesson.id));
                let others = others.collect::<Vec<_>>().join(", ");
                format!("This step builds on {others}. Solve that first: the fault may be there.")
            }),
        },
    }
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

fn sentence<'g>(diagnosis: &'g Diagnosis, checks: &[Check]) -> Sentence<'g> {
    let is_about = |check: &Check| {
        let differs = !check.passed() && check.actual.is_some();
        differs && diagnosis.about.contains(&check.id)
    };
    let numbered = checks.iter().enumerate();
    Sentence {
        say: &diagnosis.say,
        about: numbered
            .filter(|(_, check)| is_about(check))
            .map(|(index, _)| index)
            .collect(),
    }
}

#[cfg(test)]
mod tests;
