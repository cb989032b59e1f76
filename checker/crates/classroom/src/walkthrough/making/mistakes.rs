//! The known mistakes that slides show, one for each step.

use crate::walkthrough::deck::Fault;
use crate::walkthrough::making::crates::{Krate, make};
use crate::walkthrough::speaker_notes::LessonNotes;
use answers::company::{self, Patch};
use answers::crates::{self, mistake_path};
use answers::patch::{Files, apply};
use course::error::Error;
use course::lesson::{Course, Lesson, Step, Variant};
use course::selection::Wanted;
use std::collections::BTreeMap;

/// A mistake that a slide shows.
pub(super) struct MistakeCrate<'c> {
    pub(super) step: &'c Step,
    /// Its id, such as `connect.typo`.
    pub(super) id: String,
    /// A crate of its own: what somebody sees who opens the code of a slide. It is
    /// built only if the mistake needs it.
    pub(super) alone: Krate<'c>,
    /// Whether it shares the crate that is built with others.
    pub(super) is_in_company: bool,
}

/// A mistake of a step: its id, the files that it makes of the solution, and its patch.
pub(super) struct Known<'c> {
    step: &'c Step,
    id: String,
    files: Files,
    patch: String,
}

/// One mistake for each step of the lesson that has some. It is chosen for all steps,
/// also for those that are not wanted: so the crates are the same for each wish.
pub(super) fn choose<'c>(
    course: &Course,
    wanted: &Wanted<'c>,
    notes: &LessonNotes,
    solution: &Files,
    faults: &mut Vec<Fault>,
) -> Result<Vec<Known<'c>>, Error> {
    let lesson = wanted.lesson;
    let mut known = Vec::new();
    for step in &lesson.steps {
        let named = notes.steps.get(&step.id);
        let named = named.map(|notes| notes.mistake.as_str());
        let mut found = Vec::new();
        if let Some((id, patch)) = of_step(lesson, step, named, &mut found)? {
            match apply(solution, &patch) {
                Ok(files) => known.push(Known {
                    step,
                    id,
                    files,
                    patch,
                }),
                Err(why) => found.push(does_not_fit(course, lesson, &id, &why)),
            }
        }
        if wanted.steps.iter().any(|other| other.id == step.id) {
            faults.extend(found);
        }
    }
    Ok(known)
}

fn does_not_fit(course: &Course, lesson: &Lesson, id: &str, why: &str) -> Fault {
    let file = mistake_path(lesson, id);
    let file = file.strip_prefix(&course.root).unwrap_or(&file);
    Fault {
        file: file.to_string_lossy().replace('\\', "/"),
        what: format!("it does not fit the solution ({why}); make it anew"),
    }
}

/// The mistake that the notes name; without notes the one that differs least from
/// the solution, because it is read fastest.
fn of_step(
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
                 checker/course/{folder}/mistakes/{id}.snap; name one that exists",
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

type Written<'c> = (BTreeMap<String, MistakeCrate<'c>>, Vec<Krate<'c>>);

/// Writes the mistakes of the steps that are wanted, by the steps' ids, and the crates
/// in which they are built.
pub(super) fn write<'c>(
    course: &Course,
    wanted: &Wanted<'c>,
    known: Vec<Known<'c>>,
    solution: &Files,
) -> Result<Written<'c>, Error> {
    let lesson = wanted.lesson;
    let is_wanted = |step: &Step| wanted.steps.iter().any(|other| other.id == step.id);
    let patches = known.into_iter().map(|known| Patch {
        step: known.step.id.clone(),
        text: known.patch.clone(),
        key: known,
    });
    let companies = company::companies(solution, patches.collect());
    let companies = companies.map_err(|why| Error::course(&lesson.dir.join("mistakes"), why))?;
    let (mut mistakes, mut crates) = (BTreeMap::new(), Vec::new());
    for (number, company) in (1..).zip(companies) {
        let known = company.patches.into_iter().map(|patch| patch.key);
        let (own, other): (Vec<Known<'_>>, Vec<_>) = known.partition(|it| is_wanted(it.step));
        if own.is_empty() {
            continue;
        }
        let is_in_company = own.len() + other.len() > 1;
        let label = format!("mistakes-{}-{number}", lesson.id);
        let steps = own.iter().chain(&other).map(|known| known.step).collect();
        let mut krate = make(
            course,
            lesson,
            &label,
            Variant::Lesson,
            (company.files, steps),
        )?;
        krate.steps.retain(|step| is_wanted(step));
        crates.push(krate);
        for Known {
            step, id, files, ..
        } in own
        {
            let label = format!("mistake-{}-{}", lesson.id, id.replace('.', "-"));
            let own = (files, vec![step]);
            let mistake = MistakeCrate {
                step,
                id,
                alone: make(course, lesson, &label, Variant::Lesson, own)?,
                is_in_company,
            };
            mistakes.insert(step.id.clone(), mistake);
        }
    }
    Ok((mistakes, crates))
}
