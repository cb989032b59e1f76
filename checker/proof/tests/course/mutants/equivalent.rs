//! Mutants that are right answers, each with the reason.

use super::{COURSE, Result};
use course::lesson::Lesson;
use serde::Deserialize;
use std::fs;
use std::io::ErrorKind;

/// The mutants of a lesson that are right answers.
#[derive(Default, Deserialize)]
pub(super) struct Equivalents {
    #[serde(default)]
    mutant: Vec<Equivalent>,
}

#[derive(Deserialize)]
struct Equivalent {
    name: String,
    /// Why it is a right answer; for people.
    #[serde(rename = "why")]
    _why: String,
}

impl Equivalents {
    pub(super) fn of(lesson: &Lesson) -> Result<Self> {
        let name = format!("checker/proof/mutants/{}.toml", lesson.folder());
        match fs::read_to_string(COURSE.root.join(name)) {
            Ok(text) => Ok(toml::from_str(&text)?),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.mutant.iter().map(|mutant| &*mutant.name)
    }
}
