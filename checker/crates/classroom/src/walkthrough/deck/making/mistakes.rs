//! The known mistakes that slides show, one per step.

use crate::walkthrough::deck::making::slide_crate::SlideCrate;
use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use crate::walkthrough::notes::speaker_notes::LessonNotes;
use answers::batch::{Patch, batches};
use answers::patch::{Files, apply};
use answers::sources::{self, KnownMistake, mistake_path};
use course::error::Error;
use course::lesson::{Course, Lesson, Step, Variant};
use course::selection::Wanted;
use std::collections::BTreeMap;

/// A mistake that a slide shows.
pub(super) struct MistakeCrate<'c> {
    pub(super) step: &'c Step,
    /// Its id, such as `connect.typo`.
    pub(super) id: String,
    /// A crate of its own, for whoever opens the code of a slide. It is built only if the
    /// mistake does not show in its batch.
    pub(super) solo: SlideCrate<'c>,
    /// Whether it shares its batch with others.
    pub(super) is_in_batch: bool,
}

/// A mistake that was chosen for a step: its id, the solution with its patch, and the patch.
pub(super) struct ChosenMistake<'c> {
    step: &'c Step,
    id: String,
    files: Files,
    patch: String,
}

/// One mistake for each step that has any, whether the step is wanted or not: so the batches
/// are the same whatever is asked for.
pub(super) fn choose<'c>(
    course: &Course,
    wanted: &Wanted<'c>,
    notes: &LessonNotes,
    solution: &Files,
    diagnostics: &mut Vec<DeckDiagnostic>,
) -> Result<Vec<ChosenMistake<'c>>, Error> {
    let lesson = wanted.lesson;
    let mut chosen = Vec::new();
    for step in &lesson.steps {
        let named = notes
            .steps
            .get(&step.id)
            .map(|notes| notes.mistake.as_str());
        let mut found = Vec::new();
        if let Some(KnownMistake { id, patch }) = of_step(lesson, step, named, &mut found)? {
            match apply(solution, &patch) {
                Ok(files) => chosen.push(ChosenMistake {
                    step,
                    id,
                    files,
                    patch,
                }),
                Err(why) => found.push(does_not_fit(course, lesson, &id, &why)),
            }
        }
        if wanted.steps.iter().any(|other| other.id == step.id) {
            diagnostics.extend(found);
        }
    }
    Ok(chosen)
}

fn does_not_fit(course: &Course, lesson: &Lesson, id: &str, why: &str) -> DeckDiagnostic {
    let file = mistake_path(lesson, id);
    let file = file.strip_prefix(&course.root).unwrap_or(&file);
    DeckDiagnostic {
        file: file.to_string_lossy().replace('\\', "/"),
        message: format!("it does not fit the solution ({why}); make a new patch"),
    }
}

/// The mistake that the notes name; without notes the one that differs least from the
/// solution, because a class reads it fastest.
fn of_step(
    lesson: &Lesson,
    step: &Step,
    named: Option<&str>,
    diagnostics: &mut Vec<DeckDiagnostic>,
) -> Result<Option<KnownMistake>, Error> {
    let mut known = sources::mistakes(lesson, &step.id)?;
    if let Some(named) = named {
        let id = format!("{}.{named}", step.id);
        if let Some(index) = known.iter().position(|known| known.id == id) {
            return Ok(Some(known.swap_remove(index)));
        }
        let folder = lesson.folder();
        diagnostics.push(DeckDiagnostic {
            file: format!("solutions/{folder}/NOTES.md"),
            message: format!(
                "`## {}` shows `{named}`, and there is no \
                 checker/course/{folder}/mistakes/{id}.snap; name one that exists",
                step.id
            ),
        });
    }
    let changed = |patch: &str| {
        let lines = patch.lines();
        lines.filter(|line| line.starts_with(['+', '-'])).count()
    };
    Ok(known.into_iter().min_by_key(|known| changed(&known.patch)))
}

/// The crates of the mistakes of a lesson.
pub(super) struct WrittenMistakes<'c> {
    /// The mistakes, by the ids of the steps that are wanted.
    pub(super) mistakes: BTreeMap<String, MistakeCrate<'c>>,
    /// The crates in which they are built.
    pub(super) batches: Vec<SlideCrate<'c>>,
}

/// Writes the mistakes of the steps that are wanted.
pub(super) fn write<'c>(
    course: &Course,
    wanted: &Wanted<'c>,
    chosen: Vec<ChosenMistake<'c>>,
    solution: &Files,
) -> Result<WrittenMistakes<'c>, Error> {
    let lesson = wanted.lesson;
    let is_wanted = |step: &Step| wanted.steps.iter().any(|other| other.id == step.id);
    let patches = chosen.into_iter().map(|chosen| Patch {
        step: chosen.step.id.clone(),
        text: chosen.patch.clone(),
        key: chosen,
    });
    let batched = batches(solution, patches.collect())
        .map_err(|why| Error::course(&lesson.dir.join("mistakes"), why))?;
    let (mut mistakes, mut crates) = (BTreeMap::new(), Vec::new());
    for (number, batch) in (1..).zip(batched) {
        let chosen = batch.patches.into_iter().map(|patch| patch.key);
        let (own, other): (Vec<ChosenMistake<'_>>, Vec<_>) =
            chosen.partition(|it| is_wanted(it.step));
        if own.is_empty() {
            continue;
        }
        let is_in_batch = own.len() + other.len() > 1;
        let label = format!("mistakes-{}-{number}", lesson.id);
        let steps = own.iter().chain(&other).map(|chosen| chosen.step).collect();
        let files = batch.files;
        let mut shared = SlideCrate::write(course, lesson, &label, Variant::Lesson, files, steps)?;
        shared.steps.retain(|step| is_wanted(step));
        crates.push(shared);
        for ChosenMistake {
            step, id, files, ..
        } in own
        {
            let label = format!("mistake-{}-{}", lesson.id, id.replace('.', "-"));
            let steps = vec![step];
            let solo = SlideCrate::write(course, lesson, &label, Variant::Lesson, files, steps)?;
            let mistake = MistakeCrate {
                step,
                id,
                solo,
                is_in_batch,
            };
            mistakes.insert(step.id.clone(), mistake);
        }
    }
    Ok(WrittenMistakes {
        mistakes,
        batches: crates,
    })
}
