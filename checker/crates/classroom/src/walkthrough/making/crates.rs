//! The crates of which slides tell: for each lesson the stubs, the solution, and some
//! with known mistakes.

use crate::walkthrough::deck::Fault;
use crate::walkthrough::making::mistakes::{self, MistakeCrate};
use crate::walkthrough::speaker_notes::LessonNotes;
use answers::crates::{self, Place};
use answers::patch::Files;
use course::error::Error;
use course::lesson::{Course, Lesson, Step, Variant};
use course::selection::Wanted;
use harness::workspace::{Purpose, Subject, subject_of};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A crate, and the steps that it is run at.
pub(super) struct Krate<'c> {
    /// What is built.
    pub(super) subject: Subject<'c>,
    /// In which workspace.
    pub(super) purpose: Purpose,
    /// A copy for whoever opens the code of a slide.
    pub(super) dir: PathBuf,
    pub(super) files: Files,
    pub(super) steps: Vec<&'c Step>,
}

/// The crates of a lesson.
pub(super) struct LessonCrates<'c> {
    pub(super) wanted: Wanted<'c>,
    pub(super) notes: LessonNotes,
    pub(super) stub: Krate<'c>,
    pub(super) solution: Krate<'c>,
    /// By the ids of the steps that are wanted.
    pub(super) mistakes: BTreeMap<String, MistakeCrate<'c>>,
    /// Crates that have several of the mistakes.
    pub(super) companies: Vec<Krate<'c>>,
    pub(super) faults: Vec<Fault>,
}

impl<'c> LessonCrates<'c> {
    /// Writes them.
    pub(super) fn write(course: &Course, wanted: &Wanted<'c>) -> Result<Self, Error> {
        let Wanted { lesson, steps } = wanted;
        let (notes, mut faults) = crate::walkthrough::making::notes_of(course, lesson);
        let solution = crates::solution(course, lesson)?;
        let stub = crates::stub(lesson, &solution)?;
        let known = mistakes::choose(course, wanted, &notes, &solution, &mut faults)?;
        let (mistakes, companies) = mistakes::write(course, wanted, known, &solution)?;
        let make = |word, variant, files| {
            let label = format!("{word}-{}", lesson.id);
            // The program has all steps: it is not compiled again for another wish.
            let all = lesson.steps.iter().collect();
            let mut made = make(course, lesson, &label, variant, (files, all))?;
            made.steps.clone_from(steps);
            // The databases that its steps leave are shown.
            let kept = Purpose::Walkthrough.dir(course).join("last");
            made.subject.keep = Some(kept.join(label));
            Ok::<_, Error>(made)
        };
        let mut solution = make("solution", Variant::Solution, solution)?;
        // Whoever has graded the solutions has built it already.
        solution.purpose = Purpose::Grade(Variant::Solution);
        solution.subject = subject_of(course, lesson, Variant::Solution, solution.purpose);
        Ok(Self {
            stub: make("stub", Variant::Lesson, stub)?,
            solution,
            wanted: wanted.clone(),
            notes,
            mistakes,
            companies,
            faults,
        })
    }

    /// Those that are always built, in their order.
    pub(super) fn shared(&self) -> impl Iterator<Item = &Krate<'c>> {
        let whole = [&self.stub, &self.solution];
        whole.into_iter().chain(&self.companies)
    }
}

/// Writes a crate.
pub(super) fn make<'c>(
    course: &Course,
    lesson: &'c Lesson,
    label: &str,
    variant: Variant,
    (files, steps): (Files, Vec<&'c Step>),
) -> Result<Krate<'c>, Error> {
    let place = Place::new(course, Purpose::Walkthrough, label, (variant, lesson));
    let ids = steps.iter().map(|step| step.id.clone()).collect();
    let subject = crates::write(lesson, place, &files, ids)?;
    Ok(Krate {
        dir: subject.dir.clone(),
        subject,
        purpose: Purpose::Walkthrough,
        files,
        steps,
    })
}
