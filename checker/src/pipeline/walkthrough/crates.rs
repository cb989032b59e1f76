//! The crates of which slides tell: for each lesson the stubs, the solution, and a
//! known mistake of each step.

use crate::hands::crates::{self, Place, mistake_path};
use crate::hands::workspace::{Purpose, Subject};
use crate::pure::deck::Fault;
use crate::pure::patch::{Files, apply};
use crate::pure::selection::Wanted;
use crate::vocabulary::course::{Course, Lesson, Step, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::notes::LessonNotes;

/// A crate, and the steps that it is run at.
pub(super) struct Krate<'c> {
    pub(super) subject: Subject<'c>,
    pub(super) files: Files,
    pub(super) steps: Vec<&'c Step>,
}

/// The crates of a lesson.
pub(super) struct LessonCrates<'c> {
    pub(super) wanted: Wanted<'c>,
    pub(super) notes: LessonNotes,
    pub(super) stub: Krate<'c>,
    pub(super) solution: Krate<'c>,
    /// One for each step that is wanted, if it has one, with its id.
    pub(super) mistakes: Vec<Option<(String, Krate<'c>)>>,
    pub(super) faults: Vec<Fault>,
}

/// Those of all lessons.
pub(super) struct Lessons<'c>(pub(super) Vec<LessonCrates<'c>>);

impl<'c> Lessons<'c> {
    /// Writes them.
    pub(super) fn write(course: &Course, wanted: &[Wanted<'c>]) -> Result<Self, Error> {
        let lessons = wanted.iter().map(|wanted| of_lesson(course, wanted));
        Ok(Self(lessons.collect::<Result<_, Error>>()?))
    }

    /// All of them, in the order in which they are built.
    pub(super) fn crates(&self) -> impl Iterator<Item = &Krate<'c>> {
        self.0.iter().flat_map(|lesson| {
            let mistakes = lesson.mistakes.iter().flatten().map(|(_, krate)| krate);
            [&lesson.stub, &lesson.solution].into_iter().chain(mistakes)
        })
    }
}

fn of_lesson<'c>(course: &Course, wanted: &Wanted<'c>) -> Result<LessonCrates<'c>, Error> {
    let Wanted { lesson, steps } = wanted;
    let (notes, mut faults) = super::notes_of(course, lesson);
    let solution = crates::solution(course, lesson)?;
    let stub = crates::stub(lesson, &solution)?;
    let mut mistakes = Vec::new();
    for step in steps.iter().copied() {
        let named = notes
            .steps
            .get(&step.id)
            .map(|notes| notes.mistake.as_str());
        let chosen = choose(lesson, step, named, &mut faults)?;
        let made = chosen.and_then(|(id, patch)| match apply(&solution, &patch) {
            Ok(files) => Some((id, files)),
            Err(why) => {
                let file = mistake_path(lesson, &id);
                let file = file.strip_prefix(&course.root).unwrap_or(&file);
                faults.push(Fault {
                    file: file.to_string_lossy().replace('\\', "/"),
                    what: format!("it does not fit the solution ({why}); make it anew"),
                });
                None
            }
        });
        let written = made.map(|(id, files)| {
            let label = format!("mistake-{}-{}", lesson.id, id.replace('.', "-"));
            let made = make(course, lesson, &label, Variant::Lesson, (files, vec![step]))?;
            Ok((id, made))
        });
        mistakes.push(written.transpose()?);
    }
    let make = |word, variant, files| {
        let label = format!("{word}-{}", lesson.id);
        // The program has all steps: it is not compiled again for another wish.
        let all = lesson.steps.iter().collect();
        let mut made = make(course, lesson, &label, variant, (files, all))?;
        made.steps.clone_from(steps);
        Ok::<_, Error>(made)
    };
    Ok(LessonCrates {
        stub: make("stub", Variant::Lesson, stub)?,
        solution: make("solution", Variant::Solution, solution)?,
        wanted: wanted.clone(),
        notes,
        mistakes,
        faults,
    })
}

/// The mistake that the notes name; without notes the one that differs least from
/// the solution, because it is read fastest.
fn choose(
    lesson: &Lesson,
    step: &Step,
    named: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<Option<(String, String)>, Error> {
    let mut known = crates::mistakes(lesson, &step.id)?;
    if let Some(named) = named {
        let id = format!("{}.{named}", step.id);
        if let Some(place) = known.iter().position(|(known, _)| *known == id) {
            return Ok(Some(known.swap_remove(place)));
        }
        let folder = lesson.folder();
        faults.push(Fault {
            file: format!("solutions/{folder}/NOTES.md"),
            what: format!(
                "`## {}` shows `{named}`, and there is no \
                 checker/course/{folder}/mistakes/{id}.patch; name one that exists",
                step.id
            ),
        });
    }
    let changed = |patch: &str| {
        let lines = patch.lines();
        lines.filter(|line| line.starts_with(['+', '-'])).count()
    };
    Ok(known.into_iter().min_by_key(|(_, patch)| changed(patch)))
}

/// Writes a crate. The databases that its steps leave are kept.
fn make<'c>(
    course: &Course,
    lesson: &'c Lesson,
    label: &str,
    variant: Variant,
    (files, steps): (Files, Vec<&'c Step>),
) -> Result<Krate<'c>, Error> {
    let place = Place::new(course, Purpose::Walkthrough, label, (variant, lesson));
    let ids = steps.iter().map(|step| step.id.clone()).collect();
    let mut subject = crates::write(lesson, place, &files, ids)?;
    let dir = Purpose::Walkthrough.dir(course);
    subject.keep = Some(dir.join("last").join(label));
    Ok(Krate {
        subject,
        files,
        steps,
    })
}
