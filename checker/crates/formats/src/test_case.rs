//! A step as a test case, which is what most formats know: its status, a message in one
//! line, details without colours, and where to look.

use crate::graded::Graded;
use course::document::harmless;
use course::error::Error;
use course::feedback::{BuildFeedback, Feedback, cut, relative_path, verdict_phrase, verdict_word};
use course::grade::{LessonGrade, StepGrade};
use course::outcome::{BuildFailure, Diagnostic, Verdict};
use std::time::Duration;
use terminal::text::clipped;
use terminal::{Style, submission};

/// Columns of a message that is one line.
const MESSAGE: usize = 400;

/// Bytes of the details of one step. `PrairieLearn` takes one megabyte of all steps
/// together.
const DETAILS: usize = 8 * 1024;

/// Bytes of an observation that are compared: a text of a mebibyte would take seconds, in
/// each format.
const OBSERVED: usize = 4 * 1024;

/// What became of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// All points.
    Passed,
    /// Points are missing. A step that nobody has begun is no exception: skipped tests
    /// look green.
    Failed,
    /// It waits for a step that failed.
    Skipped,
    /// The fault is the course's.
    Broken,
}

/// A step as a test case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TestCase<'g> {
    /// The lesson.
    pub(crate) lesson: &'g LessonGrade<'g>,
    /// The step.
    pub(crate) step: &'g StepGrade<'g>,
    graded: Graded<'g>,
}

impl<'g> TestCase<'g> {
    /// All steps of a grade.
    pub(crate) fn all(graded: Graded<'g>) -> impl Iterator<Item = Self> {
        let lessons = graded.grade.lessons.iter();
        lessons.flat_map(move |lesson| Self::of_lesson(lesson, graded))
    }

    /// The steps of one of its lessons.
    pub(crate) fn of_lesson(
        lesson: &'g LessonGrade<'g>,
        graded: Graded<'g>,
    ) -> impl Iterator<Item = Self> {
        lesson.steps.iter().map(move |step| Self {
            lesson,
            step,
            graded,
        })
    }

    /// The step's name, such as `config/url`.
    pub(crate) fn name(self) -> String {
        self.lesson.lesson.name_of(self.step.step)
    }

    /// Whether it has all its points.
    pub(crate) fn passed(self) -> bool {
        self.step.verdict == Verdict::Passed
    }

    /// What became of it.
    pub(crate) fn status(self) -> Status {
        match self.step.verdict {
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

    /// The verdict as a machine reads it.
    pub(crate) fn verdict(self) -> &'static str {
        verdict_word(self.step.verdict)
    }

    /// What became of it if points are missing, in one line.
    pub(crate) fn message(self) -> String {
        let phrase = verdict_phrase(self.step.verdict);
        let reason = match self.build_feedback() {
            Some(feedback) => feedback.reason(),
            None => self.feedback().reason(),
        };
        match reason {
            Some(reason) => one_line(&format!("{phrase}: {reason}")),
            None => phrase.to_owned(),
        }
    }

    /// All that a person would read of the step in a terminal, but what to do next.
    pub(crate) fn details(self) -> String {
        let style = Style {
            width: 80,
            height: 24,
            all: true,
            next: None,
            in_watch: false,
            root: self.graded.style.root,
        };
        let text = plain(|out| match self.build_feedback() {
            Some(feedback) => terminal::write_build_failure(out, &feedback, style),
            None => terminal::write_feedback(out, &self.feedback().shortened(OBSERVED), style),
        });
        cut(&harmless(text.trim_start_matches('\n')), DETAILS)
    }

    /// Where to look: the file, from the course's folder, and the line if one is known.
    pub(crate) fn location(self) -> (String, Option<usize>) {
        let folder = format!(
            "{}/{}",
            self.graded.grade.variant.folder(),
            self.lesson.lesson.folder()
        );
        let file = format!("{folder}/{}", self.step.file());
        let failure = self.lesson.build_failure.as_ref();
        let line = match failure.or(self.step.build_failure.as_ref()) {
            Some(BuildFailure::Compile(errors)) => self.line_of_error(errors, &file),
            Some(BuildFailure::Signature(errors)) => self.line_of_mention(errors, &file),
            Some(BuildFailure::Manifest(_) | BuildFailure::Missing(_)) => {
                return (format!("{folder}/Cargo.toml"), None);
            }
            Some(BuildFailure::NotReached(_)) | None => None,
        };
        let line = line.or_else(|| self.line_of_panic(&file));
        (file, line)
    }

    fn line_of_error(self, errors: &[Diagnostic], file: &str) -> Option<usize> {
        let is_here = |error: &&Diagnostic| {
            let path = error.file.as_deref();
            path.is_some_and(|path| relative_path(path, self.graded.style.root) == file)
        };
        errors.iter().filter(is_here).find_map(|error| error.line)
    }

    fn line_of_mention(self, errors: &[Diagnostic], file: &str) -> Option<usize> {
        let root = self.graded.style.root;
        let mut mentions = errors.iter().flat_map(|error| &error.mentions);
        let here = mentions.find(|mention| relative_path(&mention.file, root) == file);
        here.map(|mention| mention.line)
    }

    fn line_of_panic(self, file: &str) -> Option<usize> {
        let panics = self.feedback().panics;
        let first = panics.first().filter(|panic| panic.file == file)?;
        usize::try_from(first.line).ok()
    }

    /// How long the step's process ran.
    pub(crate) fn duration(self) -> Duration {
        let run = self.step.run.as_ref();
        run.map_or(Duration::ZERO, |run| run.duration)
    }

    /// The same in milliseconds, for JSON.
    pub(crate) fn milliseconds(self) -> u64 {
        u64::try_from(self.duration().as_millis()).unwrap_or(u64::MAX)
    }

    fn feedback(self) -> Feedback<'g> {
        let Graded { grade, style, .. } = self.graded;
        Feedback::of(self.lesson.lesson, self.step, grade.variant, style.root)
    }

    /// Why nothing of the lesson could be run.
    fn build_feedback(self) -> Option<BuildFeedback<'g>> {
        let failure = self.lesson.build_failure.as_ref()?;
        let root = self.graded.style.root;
        Some(BuildFeedback::of(self.lesson, failure, root))
    }
}

/// Why there is no grade, in one line.
pub(crate) fn no_grade(error: &Error) -> String {
    one_line(&format!(
        "There is no grade, and that is not the student's fault: {error}"
    ))
}

/// What was made of a submission, and what locked it up; empty if it is none.
pub(crate) fn submission(graded: Graded<'_>) -> String {
    let text = plain(|out| submission::write(out, graded.grade, graded.style));
    cut(&harmless(text.trim_matches('\n')), DETAILS)
}

/// How far the submission was locked up, in a word.
pub(crate) fn sandbox(graded: Graded<'_>) -> Option<String> {
    let confinement = graded.grade.sandbox.as_ref()?;
    Some(confinement.level.to_string())
}

/// Anybody's text on one line, cut if it is long.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    clipped(&harmless(&words.join(" ")), MESSAGE)
}

/// What the terminal would show, without colours.
fn plain(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut text = Vec::new();
    let written = write(&mut text);
    debug_assert!(written.is_ok(), "a vector takes all");
    let text = String::from_utf8_lossy(&text);
    anstream::adapter::strip_str(&text).to_string()
}
