//! Makes the slides of some lessons. All answers on them are built and graded for it.

mod databases;
mod graded;
mod lesson_crates;
mod mistakes;
mod slide_crate;

use crate::class::FrequentMistakes;
use crate::walkthrough::deck::slide::{Deck, LessonDeck, Part, Slide, Topic};
use crate::walkthrough::deck::step_slides::{self, Answer, Material, MistakeAnswer};
use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::diagnostics::step_answers;
use course::error::Error;
use course::event::Event;
use course::grade::StepGrade;
use course::lesson::{Course, Step};
use course::lesson_files;
use course::readme;
use course::selection::Wanted;
use databases::Databases;
use graded::LessonAnswers;
use lesson_crates::LessonCrates;
use slide_crate::SlideCrate;
use std::path::Path;

/// Makes the deck of what is `wanted`, with mistakes that are `frequent` where there are some.
pub(crate) fn deck<'c>(
    course: &'c Course,
    wanted: &[Wanted<'c>],
    frequent: &FrequentMistakes,
    target_dir: &Path,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Deck<'c>, Error> {
    let lessons = wanted
        .iter()
        .map(|wanted| LessonCrates::write(course, wanted, frequent));
    let lessons = lessons.collect::<Result<Vec<_>, Error>>()?;
    on_event(Event::BuildStarted {
        lessons: wanted.len(),
    });
    let graded = graded::grade(course, &lessons, target_dir, on_event)?;
    let mut deck = Deck {
        lessons: Vec::new(),
        diagnostics: Vec::new(),
    };
    for (lesson, graded) in lessons.into_iter().zip(graded) {
        deck.lessons.push(of_lesson(
            course,
            lesson,
            graded,
            frequent,
            &mut deck.diagnostics,
        ));
    }
    Ok(deck)
}

fn of_lesson<'c>(
    course: &Course,
    lesson: LessonCrates<'c>,
    grades: LessonAnswers<'c>,
    frequent: &FrequentMistakes,
    found: &mut Vec<DeckDiagnostic>,
) -> LessonDeck<'c> {
    let LessonCrates {
        wanted,
        notes,
        stub,
        solution,
        mut mistakes,
        diagnostics,
        ..
    } = lesson;
    found.extend(diagnostics);
    let readme = lesson_files::readme(course, wanted.lesson);
    let mut mistake_grades = grades.mistakes;
    let answers = grades.stub.into_iter().zip(grades.solution);
    let mut steps = Vec::new();
    for (step, (stub_grade, grade)) in wanted.steps.iter().copied().zip(answers) {
        let mistake = mistakes
            .remove(&step.id)
            .zip(mistake_grades.remove(&step.id));
        let databases = Databases::of(step, &stub, &solution, &grade);
        let material = Material {
            lesson: wanted.lesson,
            step,
            task: readme
                .as_deref()
                .and_then(|readme| readme::of_step(readme, step.number)),
            notes: notes.steps.get(&step.id).cloned(),
            stub: answer(&stub, stub_grade),
            mistake: mistake.map(|(mistake, grade)| MistakeAnswer {
                people: frequent
                    .get(&wanted.lesson.name_of(step))
                    .map(|frequent| frequent.people),
                id: mistake.id,
                answer: answer(&mistake.solo, grade),
            }),
            solution: answer(&solution, grade),
            before: databases.before,
            after: databases.after,
            statements: databases.statements,
        };
        found.extend(step_answers::of_step(&material));
        steps.push(step_slides::of_step(material));
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

fn answer<'c>(krate: &SlideCrate<'c>, grade: StepGrade<'c>) -> Answer<'c> {
    Answer {
        files: krate.files.clone(),
        dir: krate.dir.clone(),
        grade,
    }
}
