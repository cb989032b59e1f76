//! Makes the slides of some lessons: everything on them is built and graded now.

mod crates;

use crate::hands::build::{self, Built, Order};
use crate::hands::cancel::Cancel;
use crate::hands::servers::Servers;
use crate::hands::workspace::{Purpose, Subject};
use crate::hands::{inspection, last_run, lesson_files};
use crate::pure::contents::{Asked, Contents, asked, main_database};
use crate::pure::deck::{Deck, Fault, LessonDeck, Part, Slide, Topic};
use crate::pure::selection::Wanted;
use crate::pure::slides::{self, Answer, Material};
use crate::pure::{faults, notes, section};
use crate::vocabulary::course::{Course, Lesson, Step};
use crate::vocabulary::error::Error;
use crate::vocabulary::event::Event;
use crate::vocabulary::grade::StepGrade;
use crate::vocabulary::inspection::LastRun;
use crate::vocabulary::notes::LessonNotes;
use crate::vocabulary::outcome::{Obstacle, StepRun, Verdict};
use crates::{Krate, Lessons};
use std::collections::VecDeque;
use std::path::Path;

/// Rows of a table that are shown.
const ROWS: usize = 6;

/// The notes of a lesson, and what is wrong with them.
pub fn notes_of(course: &Course, lesson: &Lesson) -> (LessonNotes, Vec<Fault>) {
    let text = lesson_files::notes(course, lesson);
    let read = text.map(|text| notes::parse(&text, lesson));
    let (notes, problems) = read.unwrap_or_else(|| {
        let missing = "there are no speaker notes; CONTRIBUTING.md says how to write them";
        (LessonNotes::default(), vec![missing.to_owned()])
    });
    (notes, faults::of_notes(lesson, problems).collect())
}

/// Makes the deck of what is `wanted`, with one build for all of it.
pub fn deck<'c>(
    course: &'c Course,
    wanted: &[Wanted<'c>],
    target_dir: &Path,
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Deck<'c>, Error> {
    let lessons = Lessons::write(course, wanted)?;
    let subjects: Vec<Subject<'c>> = lessons
        .crates()
        .map(|krate| krate.subject.clone())
        .collect();
    on_event(Event::BuildStarted {
        lessons: wanted.len(),
    });
    let servers = Servers::here();
    let indices: Vec<usize> = (0..subjects.len()).collect();
    let order = Order {
        purpose: Purpose::Walkthrough,
        subjects: &subjects,
        wanted: &indices,
        servers: &servers.found(),
        target_dir,
        cancel: &Cancel::NEVER,
        confined: None,
    };
    let built = build::build(course, order, on_event)?;
    let crates = lessons.crates().zip(&built);
    let jobs = crates.flat_map(|(krate, built)| super::jobs(&krate.subject, built, &krate.steps));
    let jobs: Vec<_> = jobs.collect();
    let runs = super::run_all(&jobs, &servers, &Cancel::NEVER, on_event)?;
    let mut graded = Graded {
        runs: runs.into(),
        built: built.into(),
    };
    let mut deck = Deck {
        lessons: Vec::new(),
        faults: Vec::new(),
    };
    for lesson in lessons.0 {
        deck.lessons
            .push(of_lesson(course, lesson, &mut graded, &mut deck.faults)?);
    }
    Ok(deck)
}

/// What was built and run, in the order of the crates.
struct Graded {
    runs: VecDeque<StepRun>,
    built: VecDeque<Built>,
}

impl Graded {
    /// The answers of the next crate, one for each of its steps.
    fn next<'c>(&mut self, krate: &Krate<'c>) -> Result<VecDeque<Answer<'c>>, Error> {
        let built = self.built.pop_front();
        let mut answers = VecDeque::new();
        for step in krate.steps.iter().copied() {
            let grade = match built.as_ref().and_then(|built| obstacle(built, step)) {
                Some(obstacle) => StepGrade::not_run(step, Verdict::DoesNotCompile, Some(obstacle)),
                None => match self.runs.pop_front() {
                    Some(run) => super::grade_step(krate.subject.lesson, step, run)?,
                    None => StepGrade::not_run(step, Verdict::DoesNotCompile, None),
                },
            };
            answers.push_back(Answer {
                files: krate.files.clone(),
                dir: krate.subject.dir.clone(),
                grade,
            });
        }
        Ok(answers)
    }
}

/// Why a step was not run.
fn obstacle(built: &Built, step: &Step) -> Option<Obstacle> {
    let broken = built.broken.get(&step.id);
    let broken = broken.map(|errors| Obstacle::Signature(errors.clone()));
    built.program.clone().err().or(broken)
}

fn of_lesson<'c>(
    course: &Course,
    lesson: crates::LessonCrates<'c>,
    graded: &mut Graded,
    found: &mut Vec<Fault>,
) -> Result<LessonDeck<'c>, Error> {
    let crates::LessonCrates {
        wanted,
        notes,
        stub,
        solution,
        mistakes,
        faults,
    } = lesson;
    found.extend(faults);
    let readme = lesson_files::readme(course, wanted.lesson);
    let (mut stubs, mut solutions) = (graded.next(&stub)?, graded.next(&solution)?);
    let mut steps = Vec::new();
    for (step, mistake) in wanted.steps.iter().copied().zip(mistakes) {
        let mistake = match mistake {
            Some((id, krate)) => graded.next(&krate)?.pop_front().map(|answer| (id, answer)),
            None => None,
        };
        let (Some(stub_answer), Some(answer)) = (stubs.pop_front(), solutions.pop_front()) else {
            continue;
        };
        let databases = Databases::of(step, &stub, &solution, &answer);
        let material = Material {
            lesson: wanted.lesson,
            step,
            task: readme
                .as_deref()
                .and_then(|readme| section::of_step(readme, step.number)),
            notes: notes.steps.get(&step.id).cloned(),
            stub: stub_answer,
            mistake,
            solution: answer,
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
    Ok(LessonDeck {
        lesson: wanted.lesson,
        introduction: notes.introduction,
        opening,
        steps,
    })
}

/// What the stub and the solution left.
#[derive(Default)]
struct Databases {
    before: Option<Contents>,
    after: Option<Contents>,
    statements: Vec<Asked>,
}

impl Databases {
    /// Looks into the step's main database, and at what it was before the answer did
    /// its work: a stub does nothing.
    fn of(step: &Step, stub: &Krate<'_>, solution: &Krate<'_>, answer: &Answer<'_>) -> Self {
        let kept = |krate: &Krate<'_>| -> Option<LastRun> {
            last_run::load(&krate.subject.keep.as_ref()?.join(&step.id))
        };
        // Without a run there may be something of an earlier one.
        let run = answer.grade.run.is_some().then(|| kept(solution)).flatten();
        let Some(run) = run else {
            return Self::default();
        };
        let all = &run.kept.statements;
        let Some(database) = main_database(&run.kept, step) else {
            let statements = asked(all.iter(), &std::collections::BTreeMap::new());
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
            statements: asked(own, &plans.unwrap_or_default()),
        }
    }
}
