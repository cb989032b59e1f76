//! What a student is told about a step.

use crate::feedback::difference::Difference;
use crate::outcome::{Diagnostic, Verdict};

/// All that a student is told about a step.
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
    /// Why it is wrong, in the order in which it is told.
    pub sentences: Vec<Sentence<'g>>,
    /// What to do next, unless it is to ask for a hint.
    pub(super) next: Option<&'static str>,
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
    /// Whether it happened in a step file, which did not find what an answer should have left.
    pub is_in_a_step_file: bool,
}

impl PanicNote<'_> {
    /// What happened, in words that its place follows.
    pub fn what(&self) -> &'static str {
        if self.is_in_a_step_file {
            "The next trial could not be made, at"
        } else {
            "It panicked at"
        }
    }
}

/// A sentence that says why an answer is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence<'g> {
    /// What it says; code in it stands between backticks.
    pub say: &'g str,
    /// Whether another one has been told before.
    pub is_another: bool,
    /// The wrong checks that it explains, by their index, in order. It stands below the
    /// first of them. Empty: it stands at the end, because the program did not come to what
    /// it explains.
    pub about: Vec<usize>,
}

impl Sentence<'_> {
    /// What is read: of another cause, that it is one.
    pub fn words(&self) -> String {
        let also = if self.is_another { "Also: " } else { "" };
        format!("{also}{}", self.say)
    }
}

/// What says why a check is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A sentence.
    Said(String),
    /// The sentence below an earlier check: where that is.
    Above(String),
}

impl Feedback<'_> {
    /// The command that asks for a hint.
    pub fn hint_command(&self) -> String {
        format!("cargo run -p checker -- hint {}", self.name)
    }

    /// What to do next. `hint` says how to ask for a hint.
    pub fn next<'a>(&self, hint: &'a str) -> &'a str {
        self.next.unwrap_or(hint)
    }

    /// What stands below a check where all checks are shown.
    pub fn below(&self, check: usize) -> Option<Reason> {
        let mut sentences = self.sentences.iter();
        let sentence = sentences.find(|sentence| sentence.about.contains(&check))?;
        let first = *sentence.about.first()?;
        Some(if first == check {
            Reason::Said(sentence.words())
        } else {
            Reason::Above(self.place(first))
        })
    }

    /// Where the sentence below this check is, for a reader who comes from further down.
    fn place(&self, check: usize) -> String {
        match &self.answer {
            Answer::Tried { checks, .. } if self.sentences.len() > 1 => {
                format!("as with “{}”", checks[check].title)
            }
            _ => "as above".to_owned(),
        }
    }

    /// The sentences that stand at the end, below no check.
    pub fn at_the_end(&self) -> impl Iterator<Item = String> {
        let rest = self.sentences.iter();
        rest.filter(|sentence| sentence.about.is_empty())
            .map(Sentence::words)
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
