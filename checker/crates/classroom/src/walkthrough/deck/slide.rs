//! Slides as values, from which each view is drawn.

use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::notes::speaker_notes::StepNotes;
use course::comparison::DiffLine;
use course::grade::StepGrade;
use course::lesson::{Lesson, Step, Variant};
use course::markdown::Block;
use harness::inspection::{Grid, StatementSummary};
use std::path::PathBuf;
use terminal::code::Language;
use terminal::diagram::Diagram;

/// All slides of some lessons.
#[derive(Debug)]
pub(crate) struct Deck<'c> {
    /// The lessons, in order.
    pub lessons: Vec<LessonDeck<'c>>,
    /// What the course or its notes say that is not so.
    pub diagnostics: Vec<DeckDiagnostic>,
}

/// The slides of a lesson.
#[derive(Debug)]
pub(crate) struct LessonDeck<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// What the speaker should know before, in Markdown; empty if there are no notes.
    pub introduction: String,
    /// The first slide: the steps.
    pub opening: Slide<'c>,
    /// The steps that were asked for, in order.
    pub steps: Vec<StepDeck<'c>>,
}

/// The slides of a step.
#[derive(Debug)]
pub(crate) struct StepDeck<'c> {
    /// The step.
    pub step: &'c Step,
    /// What the speaker says about it, if there are notes.
    pub notes: Option<StepNotes>,
    /// Its slides, in order.
    pub slides: Vec<Slide<'c>>,
}

/// One slide. It may be longer than a screen.
#[derive(Debug)]
pub(crate) struct Slide<'c> {
    /// What it is about.
    pub topic: Topic,
    /// What it shows, from top to bottom.
    pub parts: Vec<Part<'c>>,
    /// The code that it is about, if any.
    pub code: Option<CodeFile>,
}

/// What a slide is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The steps of a lesson.
    Lesson,
    /// What a step asks for.
    Task,
    /// What helps to solve it.
    Know,
    /// How an answer is judged.
    Judged,
    /// What a student is given.
    Stub,
    /// The feedback on that.
    StubFeedback,
    /// What many write.
    Mistake,
    /// The feedback on that.
    MistakeFeedback,
    /// The course's own answer.
    Solution,
    /// The feedback on that.
    Verdict,
    /// The database before the answer did its work.
    Before,
    /// The database when it is done.
    After,
    /// What SQLite was asked to do.
    Statements,
    /// A question for the class.
    Question,
}

/// A part of a slide.
#[derive(Debug)]
pub(crate) enum Part<'c> {
    /// Prose.
    Text(Vec<Block>),
    /// A sentence about what comes below it, or in place of it.
    Note(String),
    /// Signatures of functions.
    Signature(String),
    /// A file.
    Code {
        /// Its path, as a student names it.
        file: String,
        /// Its language, if that is known.
        language: Option<Language>,
        /// What it says.
        text: String,
    },
    /// A file, and what it was before.
    Diff {
        /// Its path, as a student names it.
        file: String,
        /// Its language, if that is known.
        language: Option<Language>,
        /// What differs, and a little around it.
        lines: Vec<DiffLine>,
    },
    /// The feedback on an answer.
    Feedback(Box<GradedAnswer<'c>>),
    /// A schema.
    Diagram(Diagram),
    /// Some rows of a table.
    Rows {
        /// Its name.
        table: String,
        /// How many rows it has, if that is known.
        count: Option<i64>,
        /// The first of them.
        rows: Grid,
    },
    /// Statements, in the order in which they began for the first time.
    Statements {
        /// Those that are shown.
        shown: Vec<StatementSummary>,
        /// How many others there are.
        more: usize,
    },
    /// The steps of a lesson with their minutes.
    Steps(Vec<(&'c Step, Option<u32>)>),
}

/// An answer with its grade, from a real run.
#[derive(Debug)]
pub(crate) struct GradedAnswer<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// The grade of one of its steps.
    pub grade: StepGrade<'c>,
    /// Whose code it is.
    pub variant: Variant,
}

/// The file that a slide is about, in a copy that may be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeFile {
    /// The folder of its crate.
    pub dir: PathBuf,
    /// Its path from there.
    pub file: PathBuf,
}

impl Topic {
    /// The heading of a slide.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Lesson => "The lesson",
            Self::Task => "The task",
            Self::Know => "Good to know",
            Self::Judged => "How it is judged",
            Self::Stub => "What you begin with",
            Self::StubFeedback => "The first run",
            Self::Mistake => "What many write",
            Self::MistakeFeedback => "What the checker saw",
            Self::Solution => "Our answer",
            Self::Verdict => "The verdict",
            Self::Before => "The database before",
            Self::After => "The database afterwards",
            Self::Statements => "What SQLite was asked",
            Self::Question => "A question",
        }
    }

    /// Words by which to search for it, besides those of the heading.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Stub | Self::StubFeedback => "stub",
            Self::Mistake | Self::MistakeFeedback => "mistake feedback",
            Self::Solution => "solution",
            Self::Statements => "sql database",
            _ => "",
        }
    }
}

/// A slide with its lesson and its step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SlideRef<'d, 'c> {
    /// Its lesson.
    pub lesson: &'d LessonDeck<'c>,
    /// Its step; `None` if it opens the lesson.
    pub step: Option<&'d StepDeck<'c>>,
    /// The slide.
    pub slide: &'d Slide<'c>,
}

impl<'c> Deck<'c> {
    /// All slides, in order.
    pub(crate) fn slides(&self) -> Vec<SlideRef<'_, 'c>> {
        let mut slides = Vec::new();
        for lesson in &self.lessons {
            let slide = &lesson.opening;
            slides.push(SlideRef {
                lesson,
                step: None,
                slide,
            });
            for step in &lesson.steps {
                slides.extend(step.slides.iter().map(|slide| SlideRef {
                    lesson,
                    step: Some(step),
                    slide,
                }));
            }
        }
        slides
    }
}

impl SlideRef<'_, '_> {
    /// The lesson's or step's name, such as `config/url`.
    pub(crate) fn name(&self) -> String {
        match self.step {
            Some(step) => self.lesson.lesson.name_of(step.step),
            None => self.lesson.lesson.id.clone(),
        }
    }

    /// What the lesson or the step is about.
    pub(crate) fn title(&self) -> &str {
        match self.step {
            Some(step) => &step.step.title,
            None => &self.lesson.lesson.title,
        }
    }

    /// Whether it belongs to the same lesson or step as the other.
    pub(crate) fn is_of_same(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}
