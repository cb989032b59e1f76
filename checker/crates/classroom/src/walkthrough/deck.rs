//! What a class is shown: slides, as values. A report draws them.

use crate::walkthrough::speaker_notes::StepNotes;
use course::comparison::DiffLine;
use course::grade::StepGrade;
use course::lesson::{Lesson, Step, Variant};
use course::markdown::Block;
use harness::inspection::Grid;
use harness::inspection::StatementSummary;
use std::path::PathBuf;
use terminal::code::Language;
use terminal::diagram::Diagram;

/// All slides of some lessons.
#[derive(Debug)]
pub(crate) struct Deck<'c> {
    /// The lessons, in order.
    pub lessons: Vec<LessonDeck<'c>>,
    /// What does not hold: the course, or its notes, say something that is not so.
    pub faults: Vec<Fault>,
}

/// The slides of a lesson.
#[derive(Debug)]
pub(crate) struct LessonDeck<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// What its speaker should know before, in Markdown; empty if there are no notes.
    pub introduction: String,
    /// The first slide: what will come.
    pub opening: Slide<'c>,
    /// The steps that were asked for, in order.
    pub steps: Vec<StepDeck<'c>>,
}

/// The slides of a step.
#[derive(Debug)]
pub(crate) struct StepDeck<'c> {
    /// The step.
    pub step: &'c Step,
    /// What is said about it, if that was written down.
    pub notes: Option<StepNotes>,
    /// Its slides, in order.
    pub slides: Vec<Slide<'c>>,
}

/// One thing that is shown. It may be longer than a screen.
#[derive(Debug)]
pub(crate) struct Slide<'c> {
    /// What it is about.
    pub topic: Topic,
    /// What it shows, from above.
    pub parts: Vec<Part<'c>>,
    /// The code that it is about, if there is some.
    pub code: Option<Shown>,
}

/// What a slide is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// What a lesson has.
    Lesson,
    /// What a step asks for.
    Task,
    /// What one should know for it.
    Know,
    /// How it is judged.
    Judged,
    /// What a student is given.
    Stub,
    /// What is told of that.
    StubFeedback,
    /// What many write.
    Mistake,
    /// What is told of that.
    MistakeFeedback,
    /// The course's own answer.
    Solution,
    /// What is told of that.
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
    /// Words.
    Text(Vec<Block>),
    /// A sentence on what stands below it, or in place of it.
    Note(String),
    /// Names of functions, as Rust writes them.
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
    /// What is told of an answer.
    Feedback(Box<Feedback<'c>>),
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
        /// So many others are not.
        more: usize,
    },
    /// The steps of a lesson with their minutes.
    Steps(Vec<(&'c Step, Option<u32>)>),
}

/// What is told of an answer: real, and as a student reads it.
#[derive(Debug)]
pub(crate) struct Feedback<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// The grade of one of its steps.
    pub grade: StepGrade<'c>,
    /// Whose code it is told of.
    pub variant: Variant,
}

/// Code that a slide is about, on the disk: a copy that nobody needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The folder of its crate.
    pub dir: PathBuf,
    /// Its path from there.
    pub file: PathBuf,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    /// The file at fault, from the course's folder.
    pub file: String,
    /// What is wrong, and what to do.
    pub what: String,
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

    /// By this word one may look for it, if the heading does not have it.
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

/// Where a slide stands in a deck.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'d, 'c> {
    /// Its lesson.
    pub lesson: &'d LessonDeck<'c>,
    /// Its step. None: it opens the lesson.
    pub step: Option<&'d StepDeck<'c>>,
    /// The slide.
    pub slide: &'d Slide<'c>,
}

impl<'c> Deck<'c> {
    /// All slides, in order.
    pub(crate) fn places(&self) -> Vec<Place<'_, 'c>> {
        let mut places = Vec::new();
        for lesson in &self.lessons {
            let slide = &lesson.opening;
            places.push(Place {
                lesson,
                step: None,
                slide,
            });
            for step in &lesson.steps {
                places.extend(step.slides.iter().map(|slide| Place {
                    lesson,
                    step: Some(step),
                    slide,
                }));
            }
        }
        places
    }
}

impl Place<'_, '_> {
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

    /// Whether it begins the same lesson or step as the other.
    pub(crate) fn is_of_same(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}
