//! Makes the slides of some lessons: everything on them is built and graded now.

mod crates;
mod graded;
mod mistakes;

use crate::walkthrough::deck::{Deck, Fault, LessonDeck, Part, Slide, Topic};
use crate::walkthrough::slides::{self, Answer, Material};
use crate::walkthrough::speaker_notes::LessonNotes;
use crate::walkthrough::{faults, notes};
use course::error::Error;
use course::event::Event;
use course::grade::StepGrade;
use course::lesson::{Course, Lesson, Step};
use course::lesson_files;
use course::readme;
use course::selection::Wanted;
use crates::{Krate, LessonCrates};
use graded::Graded;
use harness::inspection::LastRun;
use harness::inspection::{self, store};
use harness::inspection::{Contents, StatementSummary, main_database, summarised};
use std::path::Path;

/// Rows of a table that are shown.
const ROWS: usize = 6;

/// The notes of a lesson, and what is wrong with them.
pub(crate) fn notes_of(course: &Course, lesson: &Lesson) -> (LessonNotes, Vec<Fault>) {
    let text = lesson_files::notes(course, lesson);
    let read = text.map(|text| notes::parse(&text, lesson));
    let (notes, problems) = read.unwrap_or_else(|| {
        let missing = "there are no speaker notes; CONTRIBUTING.md says how to write them";
        (LessonNotes::default(), vec![missing.to_owned()])
    });
    (notes, faults::of_notes(lesson, problems).collect())
}

/// Makes the deck of what is `wanted`: all of it is built and graded together.
pub(crate) fn deck<'c>(
    course: &'c Course,
    wanted: &[Wanted<'c>],
    target_dir: &Path,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Deck<'c>, Error> {
    let lessons = wanted
        .iter()
        .map(|wanted| LessonCrates::write(course, wanted));
    let lessons = lessons.collect::<Result<Vec<_>, Error>>()?;
    on_event(Event::BuildStarted {
        lessons: wanted.len(),
    });
    let graded = graded::grade(course, &lessons, target_dir, on_event)?;
    let mut deck = Deck {
        lessons: Vec::new(),
        faults: Vec::new(),
    };
    for (lesson, graded) in lessons.into_iter().zip(graded) {
        deck.lessons
            .push(of_lesson(course, lesson, graded, &mut deck.faults));
    }
    Ok(deck)
}

fn of_lesson<'c>(
    course: &Course,
    lesson: LessonCrates<'c>,
    answers: Graded<'c>,
    found: &mut Vec<Fault>,
) -> LessonDeck<'c> {
    let LessonCrates {
        wanted,
        notes,
        stub,
        solution,
        mut mistakes,
        faults,
        ..
    } = lesson;
    found.extend(faults);
    let readme = lesson_files::readme(course, wanted.lesson);
    let mut told = answers.mistakes;
    let grades = answers.stub.into_iter().zip(answers.solution);
    let mut steps = Vec::new();
    for (step, (stub_grade, grade)) in wanted.steps.iter().copied().zip(grades) {
        let mistake = mistakes.remove(&step.id).zip(told.remove(&step.id));
        let databases = Databases::of(step, &stub, &solution, &grade);
        let material = Material {
            lesson: wanted.lesson,
            step,
            task: readme
                .as_deref()
                .and_then(|readme| readme::of_step(readme, step.number)),
            notes: notes.steps.get(&step.id).cloned(),
            stub: answer(&stub, stub_grade),
            mistake: mistake.map(|(mistake, grade)| (mistake.id, answer(&mistake.alone, grade))),
            solution: answer(&solution, grade),
            before: databases.before,
            after: databases.after,
            statements: databases.statements,
        };
        found.extend(faults::of_step(&material));
        steps.push(slides::of_step(material));
    }
    let minutes = |step: &Step| notes.steps.get(&step.id).map(|notes| notes.minutes);
    let minutes = wanted.steps.iter().map(|step| (*step, minutes(step)));
    let opening = Slide {
        topic: Topic::Lesson,
        parts: vec![Part::Steps(minutes.collect())],
        code: None,
    };
    LessonDeck {
        lesson: wanted.lesson,
        introduction: notes.introduction,
        opening,
        steps,
    }
}

fn answer<'c>(krate: &Krate<'c>, grade: StepGrade<'c>) -> Answer<'c> {
    Answer {
        files: krate.files.clone(),
        dir: krate.dir.clone(),
        grade,
    }
}

/// What the stub and the solution left.
#[derive(Default)]
struct Databases {
    before: Option<Contents>,
    after: Option<Contents>,
    statements: Vec<StatementSummary>,
}

impl Databases {
    /// Looks into the step's main database, and at what it was before the answer did
    /// its work: a stub does nothing.
    fn of(step: &Step, stub: &Krate<'_>, solution: &Krate<'_>, grade: &StepGrade<'_>) -> Self {
        let kept = |krate: &Krate<'_>| -> Option<LastRun> {
            store::load(&krate.subject.keep.as_ref()?.join(&step.id))
        };
        // Without a run there may be something of an earlier one.
        let run = grade.run.is_some().then(|| kept(solution)).flatten();
        let Some(run) = run else {
            return Self::default();
        };
        let all = &run.kept.statements;
        let Some(database) = main_database(&run.kept, step) else {
            let statements = summarised(all.iter(), &std::collections::BTreeMap::new());
            return Self {
                statements,
                ..Self::default()
            };
        };
        let name = &database.name;
        let opened = inspection::open(&run, name).ok();
        let plans = opened.as_ref().map(|opened| opened.plans(all, name));
        let own = all.iter().filter(|own| own.database == *name);
        Self {
            before: kept(stub)
                .and_then(|run| Some(inspection::open(&run, name).ok()?.contents(ROWS))),
            after: opened.map(|opened| opened.contents(ROWS)),
            statements: summarised(own, &plans.unwrap_or_default()),
        }
    }
}
