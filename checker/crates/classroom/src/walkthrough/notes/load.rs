//! Reads the speaker notes of a lesson.

use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::notes::parse::parse;
use crate::walkthrough::notes::speaker_notes::LessonNotes;
use course::lesson::{Course, Lesson};
use course::lesson_files;

/// The notes of a lesson, and what is wrong with them.
pub(crate) fn of_lesson(course: &Course, lesson: &Lesson) -> (LessonNotes, Vec<DeckDiagnostic>) {
    let text = lesson_files::notes(course, lesson);
    let read = text.map(|text| parse(&text, lesson));
    let (notes, problems) = read.unwrap_or_else(|| {
        let missing = "there are no speaker notes; docs/authors.md says how to write them";
        (LessonNotes::default(), vec![missing.to_owned()])
    });
    let file = format!("solutions/{}/NOTES.md", lesson.folder());
    let diagnostics = problems.into_iter().map(|message| DeckDiagnostic {
        file: file.clone(),
        message,
    });
    (notes, diagnostics.collect())
}
