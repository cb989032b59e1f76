//! Step files for a seed: copies of the lesson's, with other names and numbers.

use crate::random::unguessable;
use crate::seeding::substitution::{Substitution, drawable_words_of};
use course::error::Error;
use course::files::{files_below, write_if_changed};
use course::lesson::Lesson;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A seed that nobody can predict.
pub fn new_seed() -> u32 {
    // Eight hexadecimal digits have as many bits as a seed.
    u32::from_str_radix(&unguessable()[..8], 16).unwrap_or_default()
}

/// Draws the substitution for a lesson and a seed. It is the same each time, as long as the course
/// does not change, and differs between lessons.
pub fn draw(lesson: &Lesson, seed: u32) -> Result<Substitution, Error> {
    let mut taken: BTreeSet<String> = drawable_words_of(scenario::MICROBLOG).collect();
    let folders = [
        lesson.scenarios(),
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
    Substitution::draw(&lesson.vocabulary, &taken, seed).ok_or_else(|| {
        let why = "[seed]: one of these has no other word or number of the same length";
        Error::course(&lesson.dir.join("lesson.toml"), why)
    })
}

/// Writes the step files of `lesson`, and all files that they include, into `folder`.
pub(crate) fn write_step_files(
    lesson: &Lesson,
    substitution: &Substitution,
    folder: &Path,
) -> Result<(), Error> {
    let own = lesson.scenarios();
    for name in files_below(&own)? {
        let path = own.join(&name);
        let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
        let is_source = name.extension().is_some_and(|extension| extension == "rs");
        let text = if is_source {
            substitution.encode(&text)
        } else {
            text
        };
        write_if_changed(&folder.join(name), &text)?;
    }
    Ok(())
}
