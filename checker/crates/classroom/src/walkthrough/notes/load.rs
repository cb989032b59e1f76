//! Reads the speaker notes of a lesson.

use crate::class::FrequentMistakes;
use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::notes::parse::parse;
use crate::walkthrough::notes::speaker_notes::LessonNotes;
use course::lesson::{Course, Lesson};
use course::lesson_files;

/// The notes of a lesson, about mistakes that are `frequent` where there are some, and what is wrong
/// with them.
pub(crate) fn of_lesson(
    course: &Course,
    lesson: &Lesson,
    frequent: &FrequentMistakes,
) -> (LessonNotes, Vec<DeckDiagnostic>) {
    let text = lesson_files::notes(course, lesson);
    let read = text.map(|text| parse(&text, lesson));
    let (mut notes, problems) = read.unwrap_or_else(|| {
        let missing = "there are no speaker notes; docs/authors.md says how to write them";
        (LessonNotes::default(), vec![missing.to_owned()])
    });
    for step in &lesson.steps {
        let frequent = frequent.get(&lesson.name_of(step));
        if let (Some(notes), Some(mistake)) = (notes.steps.get_mut(&step.id), frequent) {
            notes.tell_of(mistake);
        }
    }
    let file = format!("solutions/{}/NOTES.md", lesson.folder());
    let diagnostics = problems.into_iter().map(|message| DeckDiagnostic {
        file: file.clone(),
        message,
    });
    (notes, diagnostics.collect())
}
