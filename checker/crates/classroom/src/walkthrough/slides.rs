//! From what is known of a step to its slides.

mod database;

use crate::walkthrough::deck::{Feedback, Part, Shown, Slide, StepDeck, Topic};
use crate::walkthrough::speaker_notes::StepNotes;
use answers::patch::{Files, changes};
use course::comparison;
use course::grade::StepGrade;
use course::lesson::{Lesson, Step, Variant};
use course::markdown::{self, Block, SpanKind};
use harness::inspection::{Contents, StatementSummary};
use std::path::{Path, PathBuf};
use terminal::code::Language;

/// Equal lines that are shown around a difference.
const CONTEXT: usize = 3;

/// Statements that are shown. The rest is for `inspect`.
const STATEMENTS: usize = 10;

/// All that is known of a step.
#[derive(Debug)]
pub(crate) struct Material<'c> {
    /// Its lesson.
    pub lesson: &'c Lesson,
    /// The step.
    pub step: &'c Step,
    /// Its part of the lesson's text, if that was found.
    pub task: Option<Vec<Block>>,
    /// Its speaker notes, if there are some.
    pub notes: Option<StepNotes>,
    /// What a student begins with.
    pub stub: Answer<'c>,
    /// A known mistake and its id, such as `connect.typo`.
    pub mistake: Option<(String, Answer<'c>)>,
    /// The course's own answer.
    pub solution: Answer<'c>,
    /// The step's database as the stub left it, if there was one.
    pub before: Option<Contents>,
    /// The step's database as the solution left it, if there was one.
    pub after: Option<Contents>,
    /// What the solution asked SQLite to do.
    pub statements: Vec<StatementSummary>,
}

/// An answer to a step, and what is told of it.
#[derive(Debug)]
pub(crate) struct Answer<'c> {
    /// The files of its crate.
    pub files: Files,
    /// The folder of its crate.
    pub dir: PathBuf,
    /// Its grade.
    pub grade: StepGrade<'c>,
}

/// The slides of a step.
pub(crate) fn of_step(material: Material<'_>) -> StepDeck<'_> {
    let Material { lesson, step, .. } = material;
    let mut slides = Slides::default();
    let own = Path::new(&step.file);
    let given = given(lesson, step, &material.stub.files);
    let answer = answer(lesson, step, &material.stub.files, &material.solution.files);

    slides.code = Some(material.stub.shown(own));
    for (topic, parts) in task_parts(step, material.task) {
        slides.add(topic, parts);
    }
    slides.add(Topic::Stub, given);
    let told = feedback(lesson, material.stub.grade, Variant::Lesson);
    slides.add(Topic::StubFeedback, vec![told]);

    if let Some((_, mistake)) = material.mistake {
        slides.add_mistake(lesson, own, &material.solution.files, mistake);
    }

    slides.code = Some(material.solution.shown(own));
    slides.add(Topic::Solution, answer);
    let told = feedback(lesson, material.solution.grade, Variant::Solution);
    slides.add(Topic::Verdict, vec![told]);
    for (topic, parts) in database::parts(material.before, material.after) {
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

/// Slides that are being made, and the code that the next ones are about.
#[derive(Default)]
struct Slides<'c> {
    made: Vec<Slide<'c>>,
    code: Option<Shown>,
}

impl<'c> Slides<'c> {
    fn add(&mut self, topic: Topic, parts: Vec<Part<'c>>) {
        let code = self.code.clone();
        self.made.push(Slide { topic, parts, code });
    }

    /// What differs from the solution, and what is told of it.
    fn add_mistake(
        &mut self,
        lesson: &'c Lesson,
        own: &Path,
        solution: &Files,
        mistake: Answer<'c>,
    ) {
        let differ = changes(solution, &mistake.files);
        let file = differ.keys().next().map_or(own, PathBuf::as_path);
        self.code = Some(mistake.shown(file));
        let mut parts = vec![note("− our answer   + what many write")];
        parts.extend(diffs(lesson, Variant::Lesson, (solution, &mistake.files)));
        self.add(Topic::Mistake, parts);
        let told = feedback(lesson, mistake.grade, Variant::Lesson);
        self.add(Topic::MistakeFeedback, vec![told]);
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
    fn shown(&self, file: &Path) -> Shown {
        Shown {
            dir: self.dir.clone(),
            file: file.to_owned(),
        }
    }
}

fn feedback<'c>(lesson: &'c Lesson, grade: StepGrade<'c>, variant: Variant) -> Part<'c> {
    Part::Feedback(Box::new(Feedback {
        lesson,
        grade,
        variant,
    }))
}

/// The text of a step in up to three slides: `Write`, `Know`, and how it is judged.
fn task_parts<'c>(step: &Step, task: Option<Vec<Block>>) -> Vec<(Topic, Vec<Part<'c>>)> {
    let Some(blocks) = task else {
        return vec![(Topic::Task, vec![Part::Signature(step.signature.clone())])];
    };
    let mut found: Vec<(Topic, Vec<Block>)> = Vec::new();
    for block in blocks {
        let topic = heading(&block);
        let is_facts = found.is_empty() && topic.is_none() && begins_with_code(&block);
        match (topic, found.last_mut()) {
            // The name, the points and the file stand above the slide already.
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

/// What begins with this paragraph.
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

/// What stands behind a heading in its paragraph. Of "Write" that is a part of the
/// sentence.
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
    diffs(lesson, Variant::Solution, (&only(stub), &only(solution)))
}

/// The files that differ. One that was not there before is shown as it is.
fn diffs<'c>(
    lesson: &Lesson,
    variant: Variant,
    (before, after): (&Files, &Files),
) -> Vec<Part<'c>> {
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

/// A file as a student names it.
fn path_in(variant: Variant, lesson: &Lesson, name: &Path) -> String {
    let name = name.to_string_lossy().replace('\\', "/");
    format!("{}/{}/{name}", variant.folder(), lesson.folder())
}

fn note<'c>(text: &str) -> Part<'c> {
    Part::Note(text.to_owned())
}

#[cfg(test)]
mod tests;
