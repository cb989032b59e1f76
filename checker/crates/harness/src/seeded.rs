//! Step files for a seed: copies of the lesson's own, with other names and numbers.

use crate::disguise::{Disguise, drawable_words_of};
use crate::unguessable;
use crate::workspace::{Subject, write_if_changed};
use course::error::Error;
use course::lesson::Lesson;
use course::lesson_files::files_below;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A seed that nobody can foresee.
pub fn new_seed() -> u32 {
    // Eight of its digits are as many bits as a seed has.
    u32::from_str_radix(&unguessable()[..8], 16).unwrap_or_default()
}

/// Draws what the step files of `lesson` say with a seed: the same for the same course,
/// and something else for each lesson.
pub fn disguise(lesson: &Lesson, seed: u32) -> Result<Disguise, Error> {
    let mut taken: BTreeSet<String> = drawable_words_of(scenario::MICROBLOG).collect();
    let folders = [
        scenarios(lesson),
        lesson.answers.join("expected"),
        lesson.answers.join("mistakes"),
    ];
    for folder in folders {
        for file in files_below(&folder)? {
            let path = folder.join(file);
            let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
            taken.extend(drawable_words_of(&text));
        }
    }
    let seed = u64::from(seed) << 32 | u64::from(lesson.number);
    Disguise::draw(&lesson.vocabulary, &taken, seed).ok_or_else(|| {
        let why = "[seed]: there is no other word or number of this length for one of these";
        Error::course(&lesson.dir.join("lesson.toml"), why)
    })
}

/// Draws what the step files of wanted lessons say with a seed, if there is one.
pub fn disguise_all(
    subjects: &mut [Subject<'_>],
    seed: Option<u32>,
    is_wanted: impl Fn(&Lesson) -> bool,
) -> Result<(), Error> {
    let wanted = subjects.iter_mut();
    for subject in wanted.filter(|subject| is_wanted(subject.lesson)) {
        let draw = |seed| disguise(subject.lesson, seed);
        subject.disguise = seed.map(draw).transpose()?;
    }
    Ok(())
}

/// The lesson's own step files.
pub fn scenarios(lesson: &Lesson) -> PathBuf {
    lesson.dir.join("scenarios")
}

/// Writes the step files of `lesson` and all that they include into `folder`.
pub fn write(lesson: &Lesson, disguise: &Disguise, folder: &Path) -> Result<(), Error> {
    let own = scenarios(lesson);
    for name in files_below(&own)? {
        let path = own.join(&name);
        let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
        let is_source = name.extension().is_some_and(|extension| extension == "rs");
        let text = if is_source { disguise.of(&text) } else { text };
        write_if_changed(&folder.join(name), &text)?;
    }
    Ok(())
}
