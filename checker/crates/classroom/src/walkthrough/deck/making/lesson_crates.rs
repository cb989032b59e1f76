//! The crates of a lesson that slides show: the stubs, the solution, and known mistakes.

use crate::class::FrequentMistakes;
use crate::walkthrough::deck::making::mistakes::{self, MistakeCrate, WrittenMistakes};
use crate::walkthrough::deck::making::slide_crate::SlideCrate;
use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::notes::load;
use crate::walkthrough::notes::speaker_notes::LessonNotes;
use answers::sources;
use course::error::Error;
use course::lesson::{Course, Variant};
use course::selection::Wanted;
use harness::workspace::{Purpose, subject_of};
use std::collections::BTreeMap;

/// The crates of a lesson.
pub(super) struct LessonCrates<'c> {
    /// What was asked for.
    pub(super) wanted: Wanted<'c>,
    /// What the speaker says.
    pub(super) notes: LessonNotes,
    /// What a student begins with.
    pub(super) stub: SlideCrate<'c>,
    /// The course's own answer.
    pub(super) solution: SlideCrate<'c>,
    /// The mistakes, by the ids of the steps that are wanted.
    pub(super) mistakes: BTreeMap<String, MistakeCrate<'c>>,
    /// The crates in which the mistakes are built, several in each.
    pub(super) batches: Vec<SlideCrate<'c>>,
    /// What is wrong so far.
    pub(super) diagnostics: Vec<DeckDiagnostic>,
}

impl<'c> LessonCrates<'c> {
    /// Writes them.
    pub(super) fn write(
        course: &Course,
        wanted: &Wanted<'c>,
        frequent: &FrequentMistakes,
    ) -> Result<Self, Error> {
        let Wanted { lesson, steps } = wanted;
        let (notes, mut diagnostics) = load::of_lesson(course, lesson, frequent);
        let solution = sources::solution(course, lesson)?;
        let stub = sources::stub(lesson, &solution)?;
        let chosen = mistakes::choose(course, wanted, &notes, &solution, &mut diagnostics)?;
        let WrittenMistakes { mistakes, batches } =
            mistakes::write(course, wanted, chosen, &solution)?;
        let write = |word, variant, files| {
            let label = format!("{word}-{}", lesson.id);
            // The program has all steps, so that it serves whatever is asked for.
            let all = lesson.steps.iter().collect();
            let mut written = SlideCrate::write(course, lesson, &label, variant, files, all)?;
            written.steps.clone_from(steps);
            // Slides show the databases that its steps leave.
            let kept = Purpose::Walkthrough.dir(course).join("last");
            written.subject.keep = Some(kept.join(label));
            Ok::<_, Error>(written)
        };
        let mut solution = write("solution", Variant::Solution, solution)?;
        // Grading the solutions builds the same program.
        solution.purpose = Purpose::Grade(Variant::Solution);
        solution.subject = subject_of(course, lesson, Variant::Solution, solution.purpose);
        Ok(Self {
            stub: write("stub", Variant::Lesson, stub)?,
            solution,
            wanted: wanted.clone(),
            notes,
            mistakes,
            batches,
            diagnostics,
        })
    }

    /// The crates that are always built, in order.
    pub(super) fn always_built(&self) -> impl Iterator<Item = &SlideCrate<'c>> {
        let whole = [&self.stub, &self.solution];
        whole.into_iter().chain(&self.batches)
    }
}
