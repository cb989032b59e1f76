//! The slides of a step, from all that is known of it.

use crate::walkthrough::deck::database_slides;
use crate::walkthrough::deck::slide::{CodeFile, GradedAnswer, Part, Slide, StepDeck, Topic};
use crate::walkthrough::notes::speaker_notes::StepNotes;
use answers::patch::{Files, changes};
use course::comparison;
use course::grade::StepGrade;
use course::lesson::{Lesson, Step, Variant};
use course::markdown::{self, Block, SpanKind};
use harness::inspection::{Contents, StatementSummary};
use std::path::{Path, PathBuf};
use terminal::code::Language;
use terminal::words::plural;

/// Equal lines to show around a difference.
const CONTEXT: usize = 3;

/// Statements to show. `inspect` shows the others, too.
const STATEMENTS: usize = 10;

/// All that is known of a step.
#[derive(Debug)]
pub(crate) struct Material<'c> {
    /// Its lesson.
    pub lesson: &'c Lesson,
    /// The step.
    pub step: &'c Step,
    /// Its section of the lesson's README, if there is one.
    pub task: Option<Vec<Block>>,
    /// Its speaker notes, if there are any.
    pub notes: Option<StepNotes>,
    /// What a student begins with.
    pub stub: Answer<'c>,
    /// A known mistake, if there is one.
    pub mistake: Option<MistakeAnswer<'c>>,
    /// The course's own answer.
    pub solution: Answer<'c>,
    /// The step's database as the stub left it, if there was one.
    pub before: Option<Contents>,
    /// The step's database as the solution left it, if there was one.
    pub after: Option<Contents>,
    /// What the solution asked SQLite to do.
    pub statements: Vec<StatementSummary>,
}

/// An answer to a step, and the feedback on it.
#[derive(Debug)]
pub(crate) struct Answer<'c> {
    /// The files of its crate.
    pub files: Files,
    /// The folder of its crate.
    pub dir: PathBuf,
    /// Its grade.
    pub grade: StepGrade<'c>,
}

/// A known mistake.
#[derive(Debug)]
pub(crate) struct MistakeAnswer<'c> {
    /// Its id, such as `connect.typo`.
    pub id: String,
    /// The wrong answer.
    pub answer: Answer<'c>,
    /// How many people have made it, if it was chosen for a class.
    pub people: Option<usize>,
}

/// The slides of a step.
pub(crate) fn of_step(material: Material<'_>) -> StepDeck<'_> {
    let Material { lesson, step, .. } = material;
    let mut slides = Slides::default();
    let own = Path::new(&step.file);
    let given = given(lesson, step, &material.stub.files);
    let answer = answer(lesson, step, &material.stub.files, &material.solution.files);

    slides.code = Some(material.stub.code_file(own));
    for (topic, parts) in task_parts(step, material.task) {
        slides.add(topic, parts);
    }
    slides.add(Topic::Stub, given);
    let stub_feedback = feedback(lesson, material.stub.grade, Variant::Lesson);
    slides.add(Topic::StubFeedback, vec![stub_feedback]);

    if let Some(mistake) = material.mistake {
        slides.add_mistake(lesson, own, &material.solution.files, mistake);
    }

    slides.code = Some(material.solution.code_file(own));
    slides.add(Topic::Solution, answer);
    let verdict = feedback(lesson, material.solution.grade, Variant::Solution);
    slides.add(Topic::Verdict, vec![verdict]);
    for (topic, parts) in database_slides::parts(material.before, material.after) {
        slides.add(topic, parts);
    }
    slides.add_statements(material.statements);

    slides.code = None;
    if let Some(notes) = &material.notes {
        let question = markdown::parse(notes.question());
        slides.add(Topic::Question, vec![Part::Text(question)]);
    }
    StepDeck {
        step,
        notes: material.notes,
        slides: slides.made,
    }
}

/// Slides in the making, and the code that the next ones are about.
#[derive(Default)]
struct Slides<'c> {
    made: Vec<Slide<'c>>,
    code: Option<CodeFile>,
}

impl<'c> Slides<'c> {
    fn add(&mut self, topic: Topic, parts: Vec<Part<'c>>) {
        let code = self.code.clone();
        self.made.push(Slide { topic, parts, code });
    }

    /// What differs from the solution, and the feedback on that.
    fn add_mistake(
        &mut self,
        lesson: &'c Lesson,
        own: &Path,
        solution: &Files,
        mistake: MistakeAnswer<'c>,
    ) {
        let legend = match mistake.people {
            None => "− our answer   + what many write".to_owned(),
            Some(people) => {
                let people = plural(people, "person");
                format!("− our answer   + what {people} of this class wrote")
            }
        };
        let mistake = mistake.answer;
        let differ = changes(solution, &mistake.files);
        let file = differ.keys().next().map_or(own, PathBuf::as_path);
        self.code = Some(mistake.code_file(file));
        let mut parts = vec![Part::Note(legend)];
        parts.extend(diffs(lesson, Variant::Lesson, solution, &mistake.files));
        self.add(Topic::Mistake, parts);
        let feedback = feedback(lesson, mistake.grade, Variant::Lesson);
        self.add(Topic::MistakeFeedback, vec![feedback]);
    }

    fn add_statements(&mut self, statements: Vec<StatementSummary>) {
        if statements.is_empty() {
            return;
        }
        let more = statements.len().saturating_sub(STATEMENTS);
        let shown = statements.into_iter().take(STATEMENTS).collect();
        self.add(Topic::Statements, vec![Part::Statements { shown, more }]);
    }
}

impl Answer<'_> {
    /// One of its files.
    fn code_file(&self, file: &Path) -> CodeFile {
        CodeFile {
            dir: self.dir.clone(),
            file: file.to_owned(),
        }
    }
}

fn feedback<'c>(lesson: &'c Lesson, grade: StepGrade<'c>, variant: Variant) -> Part<'c> {
    Part::Feedback(Box::new(GradedAnswer {
        lesson,
        grade,
        variant,
    }))
}

/// The section of a step on up to three slides: what to write, what to know, and how it is
/// judged.
fn task_parts<'c>(step: &Step, task: Option<Vec<Block>>) -> Vec<(Topic, Vec<Part<'c>>)> {
    let Some(blocks) = task else {
        return vec![(Topic::Task, vec![Part::Signature(step.signature.clone())])];
    };
    let mut found: Vec<(Topic, Vec<Block>)> = Vec::new();
    for block in blocks {
        let topic = heading(&block);
        let is_facts = found.is_empty() && topic.is_none() && begins_with_code(&block);
        match (topic, found.last_mut()) {
            // Each slide has the step's name above it.
            _ if is_facts => {}
            (Some(topic), last) if last.as_ref().is_none_or(|(it, _)| *it != topic) => {
                found.push((topic, without_heading(block).into_iter().collect()));
            }
            (_, Some((_, blocks))) => blocks.push(block),
            (_, None) => found.push((Topic::Task, vec![block])),
        }
    }
    found.retain(|(_, blocks)| !blocks.is_empty());
    let text = |(topic, blocks)| (topic, vec![Part::Text(blocks)]);
    found.into_iter().map(text).collect()
}

/// The topic that begins with this paragraph.
fn heading(block: &Block) -> Option<Topic> {
    let Block::Paragraph(spans) = block else {
        return None;
    };
    let first = spans.first().filter(|span| span.kind == SpanKind::Strong)?;
    match first.text.trim_end_matches(['.', ':']) {
        "Write" => Some(Topic::Task),
        "Know" => Some(Topic::Know),
        "How it is judged" => Some(Topic::Judged),
        _ => None,
    }
}

/// A paragraph without the heading in front of it. "Write" is part of its sentence, and
/// stays.
fn without_heading(block: Block) -> Option<Block> {
    let Block::Paragraph(mut spans) = block else {
        return Some(block);
    };
    if spans.len() == 1 {
        return None;
    }
    if !spans[0].text.starts_with("Write") {
        spans.remove(0);
        let blanks = spans[0].text.len() - spans[0].text.trim_start().len();
        spans[0].text.drain(..blanks);
    }
    Some(Block::Paragraph(spans))
}

fn begins_with_code(block: &Block) -> bool {
    let Block::Paragraph(spans) = block else {
        return false;
    };
    spans
        .first()
        .is_some_and(|span| span.kind == SpanKind::Code)
}

/// The file as students get it.
fn given<'c>(lesson: &Lesson, step: &Step, stub: &Files) -> Vec<Part<'c>> {
    let text = stub.get(Path::new(&step.file)).cloned();
    vec![Part::Code {
        file: path_in(Variant::Lesson, lesson, Path::new(&step.file)),
        language: Language::of_file(&step.file),
        text: text.unwrap_or_default(),
    }]
}

/// What the solution has instead of the stub, and the files that it adds.
fn answer<'c>(lesson: &Lesson, step: &Step, stub: &Files, solution: &Files) -> Vec<Part<'c>> {
    let names = std::iter::once(&step.file).chain(&step.adds);
    let only = |files: &Files| -> Files {
        let own = names.clone().map(Path::new);
        let own = own.filter_map(|name| Some((name.to_owned(), files.get(name)?.clone())));
        own.collect()
    };
    diffs(lesson, Variant::Solution, &only(stub), &only(solution))
}

/// The files that differ; new files as they are.
fn diffs<'c>(lesson: &Lesson, variant: Variant, before: &Files, after: &Files) -> Vec<Part<'c>> {
    let parts = changes(before, after).into_iter().map(|(name, text)| {
        let file = path_in(variant, lesson, &name);
        let language = Language::of_file(&file);
        match (before.get(&name), text) {
            (None, Some(text)) => Part::Code {
                file,
                language,
                text,
            },
            (_, None) => Part::Note(format!("{file} is not there any more.")),
            (Some(old), Some(new)) => Part::Diff {
                file,
                language,
                lines: comparison::compare(old, &new, CONTEXT),
            },
        }
    });
    parts.collect()
}

/// The path of a file as a student names it.
fn path_in(variant: Variant, lesson: &Lesson, name: &Path) -> String {
    let name = name.to_string_lossy().replace('\\', "/");
    format!("{}/{}/{name}", variant.folder(), lesson.folder())
}

#[cfg(test)]
mod tests;
